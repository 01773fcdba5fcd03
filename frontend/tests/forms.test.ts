/** Which form of a drawing fits a width, and drawings that come in parts. */
import { describe, expect, it } from 'vitest';
import { fittingPlan, type Part, type Plan, plansOf } from '../src/data/comparison';
import { attributesOf, type Look } from '../src/draw/figure';

const plan = (width: number): Plan => ({ width, height: 10, marks: [] });
const plans = { 'a | 2024': plan(760), 'a | 2024@300': plan(300), 'a | 2024@620': plan(620), 'a | 20245': plan(1) };

describe('forms of a drawing', () => {
  it.each([
    [900, 760],
    [646, 760],
    [645, 620],
    [527, 620],
    [526, 300],
    [305, 300],
    [100, 300],
  ])('%i pixels show the form of %i', (room, width) => {
    expect(fittingPlan(plans, 'a | 2024', room).width).toBe(width);
  });

  it('a drawing without narrower forms is shown at every width', () => {
    expect(fittingPlan({ b: plan(900) }, 'b', 200).width).toBe(900);
  });
});

describe('parts', () => {
  it('marks that several drawings share are put in place', () => {
    const dot = { t: 'circle' as const, x: 1, y: 1, r: 2 };
    const line = { t: 'line' as const, x1: 0, y1: 0, x2: 1, y2: 1 };
    const part: Part = { marks: [dot, line], plans: { a: { width: 1, height: 2, marks: [0, 1, 0] }, b: { width: 3, height: 4, marks: [1] } } };
    expect(plansOf(part)).toEqual({ a: { width: 1, height: 2, marks: [dot, line, dot] }, b: { width: 3, height: 4, marks: [line] } });
  });

  it('marks that are whole stay as they are', () => {
    const marks = [{ t: 'rect' as const, x: 0, y: 0, w: 1, h: 1 }];
    expect(plansOf({ plans: { a: { width: 1, height: 1, marks } } }).a.marks).toEqual(marks);
  });
});

describe('paths of the wide drawing on a narrow one', () => {
  const look: Look = { ground: 'light', language: 'en', words: [], outlines: ['M0 0z'], hatch: 'h' };

  it('are moved, and hatched at the size of the page', () => {
    const found = attributesOf({ t: 'path', outline: 0, fill: 'hatch-fill', move: [3, -4.5, 0.3261] }, look);
    expect(found).toMatchObject({ d: 'M0 0z', transform: 'translate(3 -4.5) scale(0.3261)', fill: 'url(#h-moved)' });
  });
});
