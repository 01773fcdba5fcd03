"""A build: run what is stale, publish after each task, keep what was built before if one fails."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smartspec.build.collecting import Progress
from smartspec.build.planning import MERGE, READ, Task, load_project
from smartspec.build.tasks import tasks
from smartspec.errors import SmartspecError
from smartspec.project import Project
from smartspec.store import Writer, rows, writing


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that failed, and why."""

    step: str
    part: str
    error: SmartspecError


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    Attributes
    ----------
    done : (step, part, seconds) of every task that ran.
    fresh : number of tasks that were up to date.
    failures : tasks that failed; nothing that depends on a failed source ran.
    sources : rows of `source_files`.
    maps, comparisons : rows of `maps` and `comparisons`.
    problems : number of problems by severity.
    """

    done: list[tuple[str, str, float]] = field(default_factory=list)
    fresh: int = 0
    failures: list[Failure] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    maps: list[dict[str, Any]] = field(default_factory=list)
    comparisons: list[dict[str, Any]] = field(default_factory=list)
    problems: dict[str, int] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return {
            "done": [{"step": s, "part": p, "seconds": round(t, 3)} for s, p, t in self.done],
            "fresh": self.fresh,
            "failures": [
                {
                    "step": f.step,
                    "part": f.part,
                    "error": f.error.problem,
                    "where": f.error.place,
                    "hint": f.error.hint,
                }
                for f in self.failures
            ],
            "problems": self.problems,
        }

    def lines(self) -> Iterator[str]:
        """The report as text, a line for each task that ran."""
        for step, part, seconds in self.done:
            yield f"{step} {part}".rstrip() + f"  {seconds:.1f} s"
        yield f"{len(self.done)} done, {self.fresh} up to date, {len(self.failures)} failed"

    def findings(self, folder: Path) -> Iterator[str]:
        """What was found and where the files lie."""
        n_read = sum(row["records_read"] for row in self.sources)
        n_in_file = sum(row["records_in_file"] for row in self.sources)
        yield f"{n_read} of {n_in_file} records read from {len(self.sources)} files"
        for row in self.maps:
            counts = f"{row['n_items']} items, {row['n_links']} links, {row['n_clusters']} clusters"
            yield f"map `{row['map']}`: {counts}  {folder / 'results' / 'maps' / row['map'] / 'map.html'}"
        for row in self.comparisons:
            counts = f"{row['n_regions']} regions, {row['n_activities']} activities, {row['periods']}"
            page = folder / "results" / "comparisons" / row["comparison"] / "compare.html"
            yield f"comparison `{row['comparison']}`: {counts}  {page}"


def build_project(folder: Path, *, progress: Progress | None = None) -> BuildReport:
    """Build a project: read changed sources, run stale steps, write their results.

    Parameters
    ----------
    folder : the project folder.
    progress : called with what is being done and the share done.

    Returns
    -------
    What ran and what failed; a failed map does not keep the others from being made.

    Raises
    ------
    ConfigError
        If the configuration is wrong, or another process is building; nothing is changed then.
    """
    project = load_project(Path(folder))
    report = BuildReport()
    with writing(project.tables, memory=project.memory, threads=project.threads) as writer:
        planned = list(tasks(project, progress=progress))
        wanted = {(task.step, task.part) for task in planned}
        writer.withdraw([(r.step, r.part) for r in writer.manifest.runs if (r.step, r.part) not in wanted])
        for number, task in enumerate(planned):
            if progress:
                progress(f"{task.step} {task.part}", number / len(planned))
            if task.step != READ and any(failure.step in {READ, MERGE} for failure in report.failures):
                break
            _run(project, writer, task, report)
        _summarise(writer, report)
    return report


def _run(project: Project, writer: Writer, task: Task, report: BuildReport) -> None:
    if task.is_fresh(writer.manifest, project.folder):
        report.fresh += 1
        return
    start = time.perf_counter()
    try:
        results = task.work(writer)
    except SmartspecError as error:
        writer.forget_pending()
        report.failures.append(Failure(task.step, task.part, error))
        return
    writer.publish(task.run(writer.manifest, results=results))
    report.done.append((task.step, task.part, time.perf_counter() - start))


def _summarise(writer: Writer, report: BuildReport) -> None:
    snapshot = writer.snapshot()
    report.sources = rows(snapshot.table("source_files").order_by("file")).to_pylist()
    report.maps = rows(snapshot.table("maps").order_by("map")).to_pylist()
    report.comparisons = rows(snapshot.table("comparisons").order_by("comparison")).to_pylist()
    severities = rows(snapshot.table("problems"))["severity"].to_pylist()
    report.problems = {severity: severities.count(severity) for severity in ("error", "warning", "note")}
