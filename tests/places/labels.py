"""Our own judgement of real affiliation strings, keyed by their place in the file; the strings are not copied.

`FIXTURE_RU` and `FIXTURE_EU` follow the order of the lists in `fixtures/regions/affiliation_strings_ru_eu.json`;
`ELIBRARY` is keyed by the number of the row (from 0, without the header) in
`affiliations/elibrary_affiliation_variants_ru.csv.gz`: 140 rows drawn with `random.Random(20240601)`. Several codes,
joined by `|`, are all right; `-` is a string that does not tell a region (to a reader who knows the institutions).
"""

FIXTURE_RU = (
    "MOW MOW TOM SPE MOS US-NY US-NY NVS SPE SPE SPE IRK MOW MOW MOW MOW MOW NVS NVS MOW TOM MOW SPE MOW SAR SAR MOW "
    "KRS SPE SPE TOM TOM MOW|MOS VLA YAR YAR"
)
FIXTURE_EU = (
    "DE21 DE71 ITH5 FR10 EL30 UKI DE30 ES52 CZ06 PT16 FRK2 PT16 FI19 DE92 DE50 ITI4 PL91 ES30 FI19 PL22 FRC1 ES62 UKH1 "
    "UKE4 FR10 DE12 ES70 NO07 NL32 DE13 ITF3 PT17 DEA3 UKG3 FRE2 CZ06 FRJ2 ITI1 ITG1 EL30 DEA1 ES30 DE30 DE26 DE13 ITI3 "
    "UKF1 ES51 RO31 NL22 DEE0 DE40 ES51 IE06 NO06 ES52 PT17 EL64"
)
ELIBRARY = """
109 SPE 146 SAR 271 KHA 376 - 412 MOW 414 STA 446 SAR 451 NVS 531 SAR 536 ORL 619 KHA 628 SVE 719 MOW 721 MOW 761 LIP
871 SVE 905 SVE 966 KGN 1036 SPE 1050 MOW 1124 ROS 1169 ROS 1196 NIZ 1239 ROS 1442 VGG 1479 SA 1516 SA 1608 SPE
1621 SPE 1655 BU 1679 PRI 1701 ROS 1715 ROS 1732 ROS 1841 ROS 1863 ROS 1867 ROS 1950 SAR 2016 BEL 2049 BEL 2060 BEL
2077 BEL 2079 BEL 2120 MOW 2128 SAM 2154 MOW 2177 TA 2222 BA 2270 MOW 2278 MOW 2312 TA 2383 ZAB 2385 ZAB 2465 MOS
2507 KDA 2535 MOS 2568 MOW 2603 MOW 2609 MOW 2647 SAR 2695 SAR 2756 BA 2762 MOW 2800 MOW 2812 MOW 2913 MOW 2963 MOW
3027 BU 3096 PER 3097 PER 3116 PER 3160 SPE 3161 SPE 3166 SPE 3172 SPE 3263 MO 3297 TA 3321 SPE 3382 NIZ 3386 NIZ
3397 NIZ 3400 NIZ 3403 NIZ 3442 NVS 3450 NVS 3473 PSK 3494 NIZ 3537 MOW 3559 MOW 3617 ORL 3731 MOW 3785 MOS 3794 KYA
3809 KYA 3841 TA 3897 VLA 3903 VLA 4006 RYA 4012 BU 4183 MOW 4219 MOW 4268 DA 4366 MOW 4390 SPE 4412 UD 4500 SAM
4504 SAM 4540 MAG 4573 YEV 4615 CHE 4663 CE 4756 SE 4785 - 4787 BA 4808 SAR 4809 SAR 4834 MOW 4894 KGD 4963 KC 5067 -
5073 SVE 5118 US-CA 5189 MOS 5203 SA 5216 DA 5231 DA 5284 PRI 5333 KO 5354 TUL 5404 MO 5500 YEV 5555 ROS 5622 PER
5639 MOW 5733 - 5780 TA 6003 TA 6053 - 6177 - 6234 -
"""


def codes(text: str) -> frozenset[str]:
    """The accepted codes of a label; Russian ones stand without `RU-`."""
    full = (c if "-" in c or any(x.isdigit() for x in c) or c in {"UKI"} else f"RU-{c}" for c in text.split("|"))
    return frozenset(c for c in full if c != "-")


def fixture(labels: str) -> list[frozenset[str]]:
    """Labels of one list of the fixture, in order."""
    return [codes(label) for label in labels.split()]


def elibrary() -> dict[int, frozenset[str]]:
    """Row number -> accepted codes, empty where the string does not tell."""
    words = ELIBRARY.split()
    return {int(row): codes(label) for row, label in zip(words[::2], words[1::2], strict=True)}
