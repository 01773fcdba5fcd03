"""Parts of maps that are enlarged beside them: small regions in the middle of many, and what lies far away."""

from smartspec.views.plan import Words, both

#: What is enlarged beside a map: name of the box and codes that it holds (beginnings of codes for NUTS).
BOXES: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (both("Moscow and its region", "Москва и область"), ("RU-MOW", "RU-MOS")),
    (both("St Petersburg and its region", "Санкт-Петербург и область"), ("RU-SPE", "RU-LEN")),
    (
        both("North Caucasus", "Северный Кавказ"),
        ("RU-AD", "RU-KC", "RU-STA", "RU-KB", "RU-SE", "RU-IN", "RU-CE", "RU-DA"),
    ),
    (both("Canaries", "Канары"), ("ES70",)),
    (both("Azores", "Азоры"), ("PT20",)),
    (both("Madeira", "Мадейра"), ("PT30",)),
    (both("Guadeloupe", "Гваделупа"), ("FRY1",)),
    (both("Martinique", "Мартиника"), ("FRY2",)),
    (both("Guiana", "Гвиана"), ("FRY3",)),
    (both("Réunion", "Реюньон"), ("FRY4",)),
    (both("Mayotte", "Майотта"), ("FRY5",)),
    (both("Svalbard", "Шпицберген"), ("NO0B",)),
)
#: Boxes whose regions lie too far away for the map itself.
REMOTE = ("ES70", "PT20", "PT30", "FRY1", "FRY2", "FRY3", "FRY4", "FRY5", "NO0B")
