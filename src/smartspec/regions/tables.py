"""The tables of a comparison of regions."""

from smartspec.schema import Column, count, flag, number, table, text

#: The tables of one comparison, the one that describes it first.
TABLES_OF_COMPARISONS = (
    "comparisons",
    "compared_cells",
    "compared_regions",
    "compared_activities",
    "relatedness",
    "region_pairs",
    "region_peers",
    "region_benchmarks",
    "region_changes",
    "cell_changes",
    "region_leads",
    "cooperation_periods",
    "cross_relatedness",
    "region_shapes",
)
COMPARISON = text("comparison", "name of the comparison", null=False)
PERIOD = text("period", "period of the values, e.g. `2024`, or `2020/2024` for a sum over years", null=False)
REGION = text("region", "code of the region, or its name where no code is known", null=False)
ACTIVITY = text("activity", "code of the activity, or its name where no code is known", null=False)


def measures(names: str) -> tuple[Column, ...]:
    """Columns from lines of `name: meaning`; missing where a measure is not defined or was not asked for."""
    pairs = (line.partition(": ") for line in names.strip().splitlines())
    return tuple(number(name.strip(), meaning.strip()) for name, _, meaning in pairs)


table(
    "comparisons",
    COMPARISON,
    text("title", "what is compared", null=False),
    text("indicator", "indicator, or what was counted", null=False),
    text("unit", "unit of the values"),
    text("source", "`observations`, `publications` or the name of a file", null=False),
    text("classification", "classification of the activities"),
    text("periods", "periods in order, joined by `; `", null=False),
    count("n_regions", "regions compared", unit="regions", null=False),
    count("n_activities", "activities compared", unit="activities", null=False),
    text("conventions", "every convention of every measure, as JSON", null=False),
    text("cautions", "what a reader must know, as JSON: code, en, ru, period", null=False),
    text("parameters", "options of the step, as JSON", null=False),
    key=("comparison",),
    meaning="a comparison of regions with its conventions and cautions",
)
table(
    "compared_cells",
    COMPARISON,
    PERIOD,
    REGION,
    ACTIVITY,
    number("value", "the value; missing is not zero"),
    text("flag", "`ok` or why the value is missing", null=False),
    *measures(
        """
        rca: revealed comparative advantage (location quotient)
        rca_shrunk: posterior mean of RCA under the gamma-Poisson model; counts only
        rca_low: lower end of the interval of RCA
        rca_high: upper end of the interval of RCA
        rsca: (RCA - 1) / (RCA + 1)
        share: share of the activity in the region
        """
    ),
    flag("presence", "whether RCA reaches the threshold"),
    *measures(
        """
        density: relatedness density around the activity, 0 to 100
        relative_density: density relative to the activities that the region lacks, in standard deviations
        opportunity_gain: gain in complexity outlook if the region entered
        complexity: PCI of the activity, for reading beside density
        cross_density: density around the activity in the other space of activities, 0 to 100
        """
    ),
    text("quadrant", "place among the activities that the region lacks: density by complexity"),
    text("support", "activities of the region that make it near: `code share-of-density`, joined by `; `"),
    text("partners", "regions that add most relatedness around the activity: `code added-density`, joined by `; `"),
    text("provenance", "cells the value comes from: `file!sheet!cell`, joined by ` | `"),
    key=("comparison", "period", "region", "activity"),
    meaning="an activity of a region: how specialised it is, and how near it lies to what the region does",
)
table(
    "compared_regions",
    COMPARISON,
    PERIOD,
    REGION,
    text("region_name", "name in English, or as written", null=False),
    text("region_name_ru", "name in Russian, or as written", null=False),
    text("district", "federal district, NUTS 1 unit or country that holds it"),
    *measures(
        """
        total: sum of the values
        n_missing: activities whose value is not known
        diversity: activities with presence
        eci: economic complexity index
        eci_rank: rank by it, 1 is the most complex
        eci_rank_low: lower end of the bootstrap interval of the rank
        eci_rank_high: upper end of the bootstrap interval of the rank
        fitness: fitness, mean 1
        genepy: generalised economic complexity
        coi: complexity outlook index
        krugman: Krugman specialisation against the whole
        hoover: Hoover specialisation index
        hhi: Herfindahl-Hirschman index of the shares
        entropy: Shannon entropy of the shares, bits
        hachman: Hachman index, 1 is the structure of the whole
        theil: Theil index against the whole, nats
        average_lq: average location quotient weighted by the shares
        related_variety: entropy within groups of activities, bits
        unrelated_variety: entropy between groups of activities, bits
        income: income of the region that PRODY weighs with
        expy: income that the region's activities go with (EXPY), in the unit of the income
        structural_change: half the sum of changes of shares since the previous period
        collaborative_share: joint publications over all publications of the region, 0 to 1
        local_moran: local Moran of the mapped variable
        lisa_p: its two-sided pseudo p-value
        """
    ),
    text("lisa_quadrant", "high-high, low-low, high-low or low-high; `none` where not significant"),
    text("similar_regions", "regions of the most similar specialisation, by ln(RCA + 0.1): codes joined by `; `"),
    key=("comparison", "period", "region"),
    meaning="a region: its specialisation, complexity and neighbourhood",
)
table(
    "compared_activities",
    COMPARISON,
    PERIOD,
    ACTIVITY,
    text("activity_name", "name in English, or as written", null=False),
    text("activity_name_ru", "name in Russian, or as written", null=False),
    *measures(
        """
        total: sum of the values
        ubiquity: regions with presence
        pci: product complexity index of the activity
        fitness_complexity: complexity by the fitness algorithm, mean 1
        genepy: generalised complexity of the activity
        locational_gini: locational Gini, 0 to 1
        theil: Theil index of concentration over regions, nats
        raw_concentration: Ellison-Glaeser G without plant data
        prody: income of the regions that are specialised in the activity (PRODY), in the unit of the income
        entry_rate: regions that entered since the previous period over those that could
        exit_rate: regions that left since the previous period over those that could
        """
    ),
    key=("comparison", "period", "activity"),
    meaning="an activity: how common, how concentrated, how complex",
)
table(
    "relatedness",
    COMPARISON,
    PERIOD,
    text("activity_a", "an activity", null=False),
    text("activity_b", "another activity, later in order", null=False),
    *measures(
        """
        cooccurrence: regions in which both are present
        proximity: co-occurrence over the larger ubiquity
        association_strength: observed over expected co-occurrence
        probability_index: Steijn's probability index
        cosine: co-occurrence over the geometric mean of the ubiquities
        jaccard: Jaccard index on link sums
        z_score: standardised co-occurrence of presences
        """
    ),
    key=("comparison", "period", "activity_a", "activity_b"),
    meaning="how related two activities are",
)
table(
    "region_pairs",
    COMPARISON,
    PERIOD,
    text("region_a", "a region", null=False),
    text("region_b", "another region, later in order", null=False),
    *measures(
        """
        similarity: Pearson correlation of ln(RCA + 0.1)
        krugman_distance: sum of differences of shares, 0 to 2
        complementarity_ab: relatedness density that b adds to what a lacks
        complementarity_ba: relatedness density that a adds to what b lacks
        distance: great-circle distance of the centres, kilometres
        ties: joint publications, full counting
        ties_fractional: joint publications, fractional counting
        salton: ties over the geometric mean of the regions' ties
        affinity_ab: share of b among the ties of a
        affinity_ba: share of a among the ties of b
        probabilistic_affinity: observed over expected ties
        expected: ties expected by the gravity model
        residual: Pearson residual of the gravity model
        lead: correlation of changes of a with those of b a period later, less the reverse; above 0 where a goes first
        """
    ),
    key=("comparison", "period", "region_a", "region_b"),
    meaning="two regions: how alike, how complementary, how much they cooperate",
)
table(
    "region_peers",
    COMPARISON,
    PERIOD,
    REGION,
    text("peer", "a region near to it", null=False),
    count("peer_rank", "1 is the nearest; of equally near ones the first by code", null=False),
    number("peer_distance", "distance by what peers are chosen by, 0 is the same"),
    key=("comparison", "period", "region", "peer"),
    meaning="a region of like structure, to compare with",
)
table(
    "region_benchmarks",
    COMPARISON,
    PERIOD,
    REGION,
    text("measure", "column of `compared_regions`, or an indicator", null=False),
    *measures(
        """
        value: value of the region
        peers_median: median of its peers, the region itself left out
        gap: value less that median
        peers_low: lowest value of its peers
        peers_high: highest value of its peers
        above_share: share of the peers with a lower value, equal ones half
        rank_among_peers: rank among the region and its peers, 1 is the highest value
        """
    ),
    count("n_peers", "peers whose value is known", unit="regions", null=False),
    key=("comparison", "period", "region", "measure"),
    meaning="a measure of a region beside the same measure of its peers",
)
table(
    "cross_relatedness",
    COMPARISON,
    PERIOD,
    ACTIVITY,
    text("other_activity", "an activity of the other space", null=False),
    text("other_activity_name", "its name in English, or as written", null=False),
    text("other_activity_name_ru", "its name in Russian, or as written", null=False),
    number("cross_proximity", "regions that have both over the larger ubiquity, 0 to 1"),
    key=("comparison", "period", "activity", "other_activity"),
    meaning="how related an activity is to one of another space; pairs that no region joins have no row",
)
table(
    "region_shapes",
    COMPARISON,
    REGION,
    text(
        "outline",
        "polygons of longitude and latitude in degrees, as the coordinates of a GeoJSON MultiPolygon",
        null=False,
    ),
    text("source", "producer or file of the outlines", null=False),
    text("vintage", "edition of the outlines"),
    text("licence", "licence of the outlines"),
    key=("comparison", "region"),
    meaning="the outline of a region, where the project brings its own file of outlines",
)
