"""Records and megabytes per second, and peak memory, of every reader; ratios to plain parsing and to peers.

Run `python benchmarks/bench_readers.py [FOLDER]`: the folder of real files, by default the one the tests use, and
without it enlarged samples. Each measurement runs in a process of its own; the best of three counts.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SMARTSPEC_TEST_DATA", REPOSITORY.parent / "shared" / "data")) / "bibliography"
PEERS = os.environ.get("SMARTSPEC_BENCH_PEERS", "")  # a Python that has rispy, bibtexparser, metaknowledge, litstudy
REPEATS = 3

CASES = {
    "wos_plain": "wos_plain/ManyAuthors.isi.gz",
    "wos_tab": "wos_tab/CSSS_savedrecs_0501_1000.txt.gz",
    "wos_bib": "wos_bib/pyBibX_wos.bib.gz",
    "scopus_csv": "merge_pair/scopus.csv.gz",
    "scopus_bib": "scopus_bib/scopus.bib.gz",
    "ris": "ris/bibliotobler_scopus_81.ris",
    "openalex_jsonl": "openalex/works_3000.jsonl.gz",
    "openalex_csv": "openalex/mleyvaz_works.csv",
    "pubmed": "pubmed/metaknowledge_175.medline",
    "lens_csv": "lens/bibliotobler_lens_252.csv",
    "zotero_csv": "zotero/Zotero_Tobler.csv",
    "bibtex": "russian/biblioHarrix.bib",
}
#: Plain parsing with the standard library: what must be done at the least to have the fields apart.
BASELINES = {
    "wos_plain": "records = [[l.split(' ', 1) for l in r.splitlines()] for r in text.split('\\nER')]",
    "wos_tab": "records = [l.split('\\t') for l in text.splitlines()]",
    "scopus_csv": "import csv; csv.field_size_limit(1 << 27); records = list(csv.DictReader(io.StringIO(text)))",
    "openalex_csv": "import csv; records = list(csv.DictReader(io.StringIO(text)))",
    "lens_csv": "import csv; records = list(csv.DictReader(io.StringIO(text)))",
    "zotero_csv": "import csv; records = list(csv.DictReader(io.StringIO(text)))",
    "openalex_jsonl": "import json; records = [json.loads(l) for l in text.split('\\n') if l]",
}
PEER_CODE = {
    ("ris", "rispy"): "import rispy; records = rispy.loads(text)",
    ("scopus_bib", "bibtexparser"): "import bibtexparser as b; records = b.parse_string(text).entries",
    ("wos_bib", "bibtexparser"): "import bibtexparser as b; records = b.parse_string(text).entries",
    ("bibtex", "bibtexparser"): "import bibtexparser as b; records = b.parse_string(text).entries",
    ("scopus_csv", "litstudy"): "import litstudy as l; records = list(l.load_scopus_csv(plain))",
    ("ris", "litstudy"): "import litstudy as l; records = list(l.load_ris_file(plain))",
    ("wos_plain", "metaknowledge"): "import metaknowledge as m; records = m.RecordCollection(plain)",
    ("pubmed", "metaknowledge"): "import metaknowledge as m; records = m.RecordCollection(plain)",
}
HEAD = """
import gzip, io, json, sys, time, warnings
warnings.simplefilter("ignore")
path, plain = sys.argv[1:3]
content = open(path, "rb").read()
content = gzip.decompress(content) if path.endswith(".gz") else content
"""
TAIL = """
peak = [l.split()[1] for l in open("/proc/self/status") if l.startswith("VmHWM")]
print(json.dumps({"seconds": seconds, "records": len(records), "peak_kb": int(peak[0]) if peak else 0,
                  "megabytes": len(content) / 1e6}))
"""
OURS = """
from pathlib import Path
from smartspec.sources.reading import read_file
read_file(Path(path))
start = time.perf_counter(); reading = read_file(Path(path)); seconds = time.perf_counter() - start
records = range(reading.records_read)
"""


def measure(python: str, body: str, path: Path, plain: Path) -> dict[str, float] | None:
    """The best of several runs, or None if the code does not run there."""
    runs = []
    for _ in range(REPEATS):
        code = HEAD + body + TAIL
        run = subprocess.run([python, "-c", code, path, plain], capture_output=True, text=True, check=False)
        if run.returncode:
            return None
        runs.append(json.loads(run.stdout.splitlines()[-1]))
    return min(runs, key=lambda one: one["seconds"])


def timed(code: str) -> str:
    """Code that decodes the content and runs, timed."""
    return (
        "start = time.perf_counter()\ntext = content.decode('utf-8-sig').replace('\\r\\n', '\\n')\n"
        f"{code}\nseconds = time.perf_counter() - start\n"
    )


def rows(folder: Path) -> list[dict[str, object]]:
    """One row per case and tool."""
    import gzip

    found = []
    for name, relative in CASES.items():
        path = folder / relative
        content = path.read_bytes()
        with tempfile.NamedTemporaryFile(suffix=f".{'isi' if name == 'wos_plain' else 'medline'}") as plain:
            plain.write(gzip.decompress(content) if path.suffix == ".gz" else content)
            plain.flush()
            jobs = [("smartspec", sys.executable, OURS)]
            if name in BASELINES:
                jobs.append(("standard library", sys.executable, timed(BASELINES[name])))
            peers = [(peer, PEERS, timed(code)) for (of, peer), code in PEER_CODE.items() if of == name]
            jobs += peers if PEERS else []
            for tool, python, body in jobs:
                result = measure(python, body, path, Path(plain.name))
                found.append({"format": name, "tool": tool, **(result or {"seconds": None})})
    return found


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not folder.is_dir():
        sys.exit(f"the folder of real files is absent: {folder}")
    print(f"{'format':16}{'tool':18}{'records':>9}{'MB':>8}{'s':>8}{'rec/s':>9}{'MB/s':>7}{'MB peak':>9}{'ratio':>7}")
    ours = 1.0
    for row in rows(folder):
        if row["seconds"] is None:
            print(f"{row['format']:16}{row['tool']:18}{'fails':>9}")
            continue
        seconds, records, size = float(row["seconds"]), int(row["records"]), float(row["megabytes"])
        ours = seconds if row["tool"] == "smartspec" else ours
        print(
            f"{row['format']:16}{row['tool']:18}{records:9d}{size:8.2f}{seconds:8.3f}{records / seconds:9.0f}"
            f"{size / seconds:7.1f}{row['peak_kb'] / 1024:9.0f}{seconds / ours:7.2f}"
        )


if __name__ == "__main__":
    main()
