"""The tables of a comparison that look at change: between two periods, and of cooperation from period to period."""

from smartspec.regions.tables import ACTIVITY, COMPARISON, PERIOD, REGION, measures
from smartspec.schema import table, text

#: Effects of shift-share, of a region or of a cell.
EFFECTS = """change: change of the value
        national: part that growth of the reference would have given
        mix: part that comes of which activities they are
        regional: the rest: growth unlike that of the same activities in the reference
        competitive: regional part at the structure of the reference (Esteban-Marquillas)
        allocation: regional part that comes of being specialised where the region grows faster"""
SINCE = text("since", "earlier period", null=False)

table(
    "region_changes",
    COMPARISON,
    SINCE,
    PERIOD,
    REGION,
    *measures(
        f"""
        {EFFECTS}
        structural_change: half the sum of changes of shares, 0 to 1
        lilien: spread of the growth rates of activities, weights of both periods
        entry_rate: activities entered over those that could be
        exit_rate: activities left over those that could be
        persistence: activities kept over those present in either period
        partners_entered: regions with a tie now and none before
        partners_left: regions with a tie before and none now
        """
    ),
    key=("comparison", "since", "period", "region"),
    meaning="what changed in a region between two periods: shift-share, structure, entry and exit",
)
table(
    "cell_changes",
    COMPARISON,
    SINCE,
    PERIOD,
    REGION,
    ACTIVITY,
    *measures(EFFECTS),
    text(
        "dynamics", "`entered`, `kept`, `left` or `absent` by presence; missing where not known in one of the periods"
    ),
    key=("comparison", "since", "period", "region", "activity"),
    meaning="what changed in an activity of a region between two periods; cells of zero in both have no row",
)
table(
    "region_leads",
    COMPARISON,
    SINCE,
    PERIOD,
    text("leader", "region that had the activities before", null=False),
    text("follower", "region that gained some of them", null=False),
    *measures(
        """
        gained: activities that the follower gained and the leader had
        exposed: activities that the follower lacked and the leader had
        rate: gained over exposed
        lift: that rate over the rate at which the follower gains any activity it lacks
        net: gained less what the leader gained of those the follower had
        chance: probability of so many or more if gains fell at random on what was lacked; one of many pairs
        """
    ),
    key=("comparison", "since", "period", "leader", "follower"),
    meaning="how often a region gains what another one had; pairs without such a gain have no row",
)
table(
    "cooperation_periods",
    COMPARISON,
    PERIOD,
    *measures(
        """
        documents: publications with an address in a region compared
        collaborative: those in more than one region
        collaborative_share: the second over the first
        regions_per_document: regions of a publication on average
        n_ties: pairs of regions with a joint publication
        tie_density: those over all pairs of regions
        links: joint publications of all pairs, full counting
        links_fractional: the same, fractional counting
        """
    ),
    text("since", "the period before, which the following compare with"),
    *measures(
        """
        entered: pairs with a tie now and none before
        stayed: pairs with a tie in both periods
        left: pairs with a tie before and none now
        entry_rate: pairs entered over pairs without a tie before
        exit_rate: pairs left over pairs with a tie before
        persistence: pairs with a tie in both periods over those with one in either
        """
    ),
    key=("comparison", "period"),
    meaning="how much the regions compared publish together in a period, and how ties come and go",
)
