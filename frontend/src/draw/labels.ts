/** Labels that never overlap: largest items first, each label kept if its box is free. */
import { D } from './constants';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const CELL_X = 96;
const CELL_Y = 32;

/** Boxes already taken, found through the cells of a grid that they touch. */
export class Taken {
  private readonly cells = new Map<number, Box[]>();

  free(box: Box): boolean {
    for (const cell of this.touched(box)) {
      for (const other of this.cells.get(cell) ?? []) {
        if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) {
          return false;
        }
      }
    }
    return true;
  }

  add(box: Box): void {
    for (const cell of this.touched(box)) {
      const found = this.cells.get(cell);
      if (found) found.push(box);
      else this.cells.set(cell, [box]);
    }
  }

  private *touched(box: Box): Generator<number> {
    const [left, right] = [Math.floor(box.left / CELL_X), Math.floor(box.right / CELL_X)];
    const [top, bottom] = [Math.floor(box.top / CELL_Y), Math.floor(box.bottom / CELL_Y)];
    for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) yield row * 65536 + column;
  }
}

/** The box of a text of this width (at font size 1) in the middle of a point. */
export function labelBox(px: number, py: number, width: number, size: number): Box {
  const half = (width * size) / 2 + D.label.padding;
  const tall = (size * D.label.line) / 2;
  return { left: px - half, right: px + half, top: py - tall, bottom: py + tall };
}

/** The box moved inside a view whose edge cuts it, so that the label can be read whole. */
export function inside(box: Box, width: number, height: number): [dx: number, dy: number] {
  const dx = box.left < 0 ? -box.left : box.right > width ? Math.max(width - box.right, -box.left) : 0;
  const dy = box.top < 0 ? -box.top : box.bottom > height ? height - box.bottom : 0;
  return [dx, dy];
}

/** A label cut to so many characters; whole characters, not halves of pairs. */
export function shortened(label: string, length: number): string {
  if (label.length <= length) return label;
  const characters = [...label];
  return characters.length <= length ? label : characters.slice(0, Math.max(1, length - 1)).join('').trimEnd() + '…';
}

/** Width of a text at font size 1 where nothing can be measured (tests, no canvas): generous for most fonts. */
export function roughWidth(text: string): number {
  return [...text].length * 0.6;
}
