"""A map brought to the width of a narrower page: smaller, with its boxes in as many rows as they need."""

import dataclasses

from smartspec.views.outlines import BOX_GAP, BOX_HEIGHT, SMALLEST_REGION, Box, Outlines
from smartspec.views.plan import short

#: A box is not made narrower than this.
NARROWEST_BOX = 130.0


def fitted(outlines: Outlines, width: float) -> Outlines:
    """The same map at another width; its paths stay those of the wide one, and are moved.

    Parameters
    ----------
    outlines : the wide map.
    width : width of the narrower one, in pixels.
    """
    times = width / outlines.width
    height = outlines.map_height * times
    boxes = _boxes(outlines.boxes, width, top=height)
    centres = {code: (x * times, y * times) for code, (x, y) in outlines.centres.items()}
    areas = {code: area * times**2 for code, area in outlines.areas.items()}
    boxed = {code for box in boxes for code in box.paths}
    on_map = set(outlines.regions) - boxed
    small = {code for code in on_map if areas[code] < SMALLEST_REGION} | outlines.small
    bottom = boxes[-1].y + BOX_HEIGHT * boxes[-1].times if boxes else height
    return dataclasses.replace(
        outlines,
        centres=centres,
        areas=areas,
        small=frozenset(small),
        boxes=boxes,
        width=width,
        height=bottom,
        map_height=height,
        move=(0, 0, round(times, 4)),
    )


def _boxes(boxes: tuple[Box, ...], width: float, *, top: float) -> tuple[Box, ...]:
    """Boxes in rows of as many as fit."""
    if not boxes:
        return ()
    in_row = max(1, min(len(boxes), int((width + BOX_GAP) // (NARROWEST_BOX + BOX_GAP))))
    room = (width - BOX_GAP * (in_row - 1)) / in_row
    times = min(1.0, room / boxes[0].width)
    found, high = [], BOX_HEIGHT * times + BOX_GAP + 18
    for number, box in enumerate(boxes):
        row, column = divmod(number, in_row)
        x, y = column * (room + BOX_GAP), top + BOX_GAP + 18 + row * high
        across, down = x - box.x * times, y - box.y * times
        centres = {code: (cx * times + across, cy * times + down) for code, (cx, cy) in box.centres.items()}
        move = (short(across), short(down), round(times, 4))
        found.append(dataclasses.replace(box, x=x, y=y, width=box.width * times, centres=centres, move=move))
    return tuple(found)
