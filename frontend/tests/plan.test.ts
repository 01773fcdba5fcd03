import { describe, expect, it } from 'vitest';
import { linkBetween, linksOf, mainPart, networkData, otherEnd } from '../src/data/network';
import { fittedTo, frame, keptInPlace, panned, type View, zoomedAt } from '../src/draw/frame';
import { hit } from '../src/draw/hit';
import { roughWidth } from '../src/draw/labels';
import { usualRange } from '../src/draw/look';
import { type Options, plan } from '../src/draw/plan';
import { svgText } from '../src/draw/svg';
import { networkBody, randomBody } from './sample';

const VIEW: View = { width: 1000, height: 700, zoom: 1, x: 0, y: 0, rotate: 0, flipX: false, flipY: false };

function options(more: Partial<Options> = {}): Options {
  return {
    weight: 2,
    score: -1,
    range: [0, 1],
    scheme: 'viridis',
    palette: 'muted',
    sizeVariation: 0.5,
    linkVariation: 0.5,
    scale: 1,
    minStrength: 0,
    maxLinks: 1000,
    curved: true,
    coloured: true,
    maxLabel: 30,
    hidden: new Set(),
    ground: '#ffffff',
    ink: '#111111',
    measure: roughWidth,
    ...more,
  };
}

describe('plan', () => {
  const data = networkData(randomBody(2000, 1));

  it('never lets two labels overlap, at any zoom and turn', () => {
    for (const view of [VIEW, { ...VIEW, zoom: 3, rotate: 30 }, { ...VIEW, zoom: 12, x: 0.3, flipX: true }, { ...VIEW, width: 360, height: 500 }]) {
      const { labels } = plan(view, data, options());
      expect(labels.length).toBeGreaterThan(10);
      for (let a = 0; a < labels.length; a++) {
        for (let b = a + 1; b < labels.length; b++) {
          const [p, q] = [labels[a].box, labels[b].box];
          expect(p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom).toBe(false);
        }
      }
    }
  });

  it('keeps every label whole inside the view', () => {
    for (const { box } of plan(VIEW, data, options()).labels) {
      expect(box.left).toBeGreaterThanOrEqual(-1e-3);
      expect(box.right).toBeLessThanOrEqual(VIEW.width + 1e-3);
      expect(box.top).toBeGreaterThanOrEqual(-1e-3);
      expect(box.bottom).toBeLessThanOrEqual(VIEW.height + 1e-3);
    }
  });

  it('gives the same plan for the same input', () => {
    const other = networkData(randomBody(2000, 1));
    expect(plan(VIEW, other, options())).toEqual(plan(VIEW, data, options()));
  });

  it('labels the largest item, and draws larger items over smaller ones', () => {
    const { items, labels } = plan(VIEW, data, options());
    const values = data.weights[2].values;
    expect(values[labels[0].index]).toBe(Math.max(...values));
    for (let p = 1; p < items.r.length; p++) expect(items.r[p]).toBeGreaterThanOrEqual(items.r[p - 1]);
  });

  it('shows all items at zoom 1 and culls those outside when zoomed in', () => {
    expect(plan(VIEW, data, options()).items.index.length).toBe(data.n);
    const near = plan({ ...VIEW, zoom: 10 }, data, options());
    expect(near.items.index.length).toBeLessThan(data.n / 4);
    for (let p = 0; p < near.items.index.length; p++) {
      expect(near.items.x[p] + near.items.r[p]).toBeGreaterThanOrEqual(0);
      expect(near.items.x[p] - near.items.r[p]).toBeLessThanOrEqual(VIEW.width);
    }
  });

  it('draws the strongest links, as many as asked, none below the minimum', () => {
    const { links, linksShown } = plan(VIEW, data, options({ maxLinks: 50 }));
    expect(linksShown).toBe(50);
    expect([...links.index].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, k) => k));
    const strong = plan(VIEW, data, options({ minStrength: 3, maxLinks: 10_000 }));
    for (const k of strong.links.index) expect(data.strength[k]).toBeGreaterThanOrEqual(3);
    expect(strong.linksShown).toBe(data.strength.filter((s) => s >= 3).length);
  });

  it('hides a cluster with its links and labels', () => {
    const { items, links, labels } = plan(VIEW, data, options({ hidden: new Set([1]) }));
    expect([...items.index].some((i) => data.cluster[i] === 1)).toBe(false);
    expect(labels.some((label) => data.cluster[label.index] === 1)).toBe(false);
    for (const k of links.index) {
      expect(data.cluster[data.source[k]]).not.toBe(1);
      expect(data.cluster[data.target[k]]).not.toBe(1);
    }
  });

  it('colours missing scores grey and clips the scale at its ends', () => {
    const { colours, items } = plan(VIEW, data, options({ score: 0, range: [2014, 2018] }));
    const scores = data.scores[0].values;
    items.index.forEach((i, p) => {
      if (Number.isNaN(scores[i])) expect(items.colour[p]).toBe(0);
      else if (scores[i] <= 2014) expect(items.colour[p]).toBe(1);
      else if (scores[i] >= 2018) expect(items.colour[p]).toBe(colours.length - 1);
    });
  });

  it('draws what is asked for alone, the item in question first among the labels', () => {
    const links = [...linksOf(data, 0)];
    const asked = [0, ...links.map((k) => otherEnd(data, k, 0))];
    const part = plan(VIEW, data, options({ only: { items: asked, links } }));
    expect(new Set(part.items.index)).toEqual(new Set(asked));
    expect([...part.links.index].sort((a, b) => a - b)).toEqual(links.sort((a, b) => a - b));
    expect(part.labels[0].index).toBe(0);
  });

  it('writes the same marks into the SVG', () => {
    const shown = plan(VIEW, networkData(networkBody()), options());
    const text = svgText(shown, { title: 'a < b' });
    expect(text.match(/<circle /g)?.length).toBe(shown.items.index.length);
    expect(text.match(/<path /g)?.length).toBe(shown.links.index.length);
    expect(text.match(/<text /g)?.length).toBe(shown.labels.length);
    expect(text).toContain('<title>a &#60; b</title>');
    expect(text).toContain('p&#60;0.05');
    expect(text).not.toMatch(/NaN|undefined/);
  });

  it('stands one item, or items on one spot', () => {
    const one = networkBody();
    one.items = { ...one.items, x: [1, 1, 1, 1], y: [2, 2, 2, 2] };
    const { items } = plan(VIEW, networkData(one), options());
    expect([...items.x]).toEqual([500, 500, 500, 500]);
    expect([...items.y]).toEqual([350, 350, 350, 350]);
  });
});

describe('frame', () => {
  const data = networkData(randomBody(200, 2));
  const screen = (view: View, i: number) => {
    const f = frame(data, view);
    return [f.ax * data.x[i] + f.bx * data.y[i] + f.cx, f.ay * data.x[i] + f.by * data.y[i] + f.cy];
  };

  it('leaves the point under the pointer where it is when zooming', () => {
    const view = { ...VIEW, zoom: 2, x: 0.2, y: -0.1, rotate: 40, flipY: true };
    const [px, py] = screen(view, 7);
    const [qx, qy] = screen(zoomedAt(data, view, { factor: 1.7, px, py }), 7);
    expect(qx).toBeCloseTo(px, 6);
    expect(qy).toBeCloseTo(py, 6);
  });

  it('moves with the pointer when panning', () => {
    const [px, py] = screen(VIEW, 3);
    const [qx, qy] = screen(panned(data, VIEW, 31, -17), 3);
    expect([qx - px, qy - py].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([31, -17]);
  });

  it('has y upwards, and turns anticlockwise', () => {
    const body = networkBody();
    body.items = { ...body.items, x: [0, 1, 0, -1], y: [0, 0, 1, 0] };
    const cross = networkData(body);
    const at = (view: View, i: number) => {
      const f = frame(cross, view);
      return [f.ax * cross.x[i] + f.bx * cross.y[i] + f.cx, f.ay * cross.x[i] + f.by * cross.y[i] + f.cy];
    };
    expect(at(VIEW, 2)[1]).toBeLessThan(at(VIEW, 0)[1]);
    const turned = { ...VIEW, rotate: 90 };
    expect(at(turned, 1)[1]).toBeLessThan(at(turned, 0)[1]);
  });

  it('keeps everything in place when the room changes, and comes back exactly', () => {
    const smaller = keptInPlace(data, VIEW, { width: 640, height: 660 });
    const [px, py] = screen(VIEW, 5);
    const [qx, qy] = screen(smaller, 5);
    expect(qx).toBeCloseTo(px, 6);
    expect(qy).toBeCloseTo(py, 6);
    const back = keptInPlace(data, smaller, { width: VIEW.width, height: VIEW.height });
    expect(back).toEqual(VIEW);
  });
});

describe('the first view', () => {
  const body = randomBody(60, 3);
  body.items.x[59] = 40;
  body.links.source = body.links.source.map((s) => Math.min(s, 58));
  body.links.target = body.links.target.map((s, k) => (s > 57 ? (body.links.source[k] + 1) % 58 : s));
  const data = networkData(body);

  it('is the main part where far-off items would squeeze it', () => {
    const main = mainPart(data);
    expect(main.length).toBeGreaterThanOrEqual(58);
    expect(main).not.toContain(59);
    const inside = new Set(main);
    for (let k = 0; k < data.m; k++) expect(inside.has(data.source[k])).toBe(inside.has(data.target[k]));
    const view = fittedTo(data, VIEW, main);
    const { items } = plan(view, data, options());
    expect(main.every((i) => items.index.includes(i))).toBe(true);
    const part = [...items.index.keys()].filter((p) => inside.has(items.index[p]));
    const xs = part.map((p) => items.x[p]);
    const ys = part.map((p) => items.y[p]);
    expect(Math.max(Math.max(...xs) - Math.min(...xs) - 920, Math.max(...ys) - Math.min(...ys) - 620)).toBeCloseTo(0, 2);
    expect(Math.max(...xs) + Math.min(...xs)).toBeCloseTo(VIEW.width, 2);
  });
});

describe('hit', () => {
  const body = networkBody();
  const data = networkData(body);
  const shown = plan(VIEW, data, options({ maxLabel: 0 }));

  it('finds the item under the pointer, the one on top first', () => {
    for (let p = 0; p < shown.items.index.length; p++) {
      expect(hit(shown, shown.items.x[p], shown.items.y[p])).toEqual({ kind: 'item', index: shown.items.index[p] });
    }
  });

  it('finds a link within 4 pixels of its curve and not beyond', () => {
    const { links } = shown;
    const middle = (p: number) => [
      0.25 * links.x1[p] + 0.5 * links.xc[p] + 0.25 * links.x2[p],
      0.25 * links.y1[p] + 0.5 * links.yc[p] + 0.25 * links.y2[p],
    ];
    for (let p = 0; p < links.index.length; p++) {
      const [x, y] = middle(p);
      expect(hit(shown, x, y)).toEqual({ kind: 'link', index: links.index[p] });
      const [dx, dy] = [links.x2[p] - links.x1[p], links.y2[p] - links.y1[p]];
      const length = Math.hypot(dx, dy);
      const reach = 4 + links.width[p] / 2;
      const across = (away: number) => hit(shown, x - (dy / length) * away, y + (dx / length) * away);
      expect(across(reach - 0.5)).toEqual({ kind: 'link', index: links.index[p] });
      expect(across(reach + 1)).not.toEqual({ kind: 'link', index: links.index[p] });
    }
  });

  it('finds nothing on empty ground', () => {
    expect(hit(shown, 2, 2)).toBeNull();
  });
});

describe('network', () => {
  const data = networkData(networkBody());

  it('sorts links by strength and finds them from both ends', () => {
    expect([...data.strength]).toEqual([5, 2, 1]);
    expect(linkBetween(data, 0, 1)).toBe(linkBetween(data, 1, 0));
    expect(linkBetween(data, 0, 3)).toBe(-1);
  });

  it('takes 10th and 90th percentile as the ends of a scale, whole range where they are equal', () => {
    expect(usualRange(Float64Array.from({ length: 101 }, (_, i) => i))).toEqual([10, 90]);
    expect(usualRange(Float64Array.from([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9]))).toEqual([1, 9]);
    expect(usualRange(Float64Array.from([NaN]))).toEqual([0, 1]);
  });
});
