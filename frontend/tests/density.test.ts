import { describe, expect, it } from 'vitest';
import { networkData } from '../src/data/network';
import { blur, density, type DensityOptions } from '../src/draw/density';
import { frame, type View } from '../src/draw/frame';
import { roughWidth } from '../src/draw/labels';
import type { Options } from '../src/draw/plan';
import { networkBody } from './sample';

const VIEW: View = { width: 400, height: 300, zoom: 1, x: 0, y: 0, rotate: 0, flipX: false, flipY: false };
const OPTIONS = {
  ...{ weight: 2, score: -1, range: [0, 1], scheme: 'viridis', palette: 'muted', sizeVariation: 0.5, linkVariation: 0.5 },
  ...{ scale: 1, minStrength: 0, maxLinks: 1000, curved: true, coloured: true, maxLabel: 30, hidden: new Set<number>() },
  ...{ ground: '#ffffff', ink: '#000000', measure: roughWidth },
  ...{ kind: 'items', kernel: 0.125, colours: ['#000000', '#ffffff'] },
} as DensityOptions & Options;

describe('density', () => {
  it('is a Gaussian in all but name: mass, variance and shape', () => {
    const [size, sigma] = [101, 6];
    const layer = new Float32Array(size * size);
    layer[50 * size + 50] = 1;
    const spread = blur(layer, { width: size, height: size, sigma });
    let [sum, variance, off] = [0, 0, 0];
    for (let i = 0; i < spread.length; i++) {
      const [dx, dy] = [(i % size) - 50, Math.floor(i / size) - 50];
      sum += spread[i];
      variance += spread[i] * dx * dx;
      const exact = Math.exp(-(dx * dx + dy * dy) / (2 * sigma ** 2)) / (2 * Math.PI * sigma ** 2);
      off = Math.max(off, Math.abs(spread[i] - exact));
    }
    expect(sum).toBeCloseTo(1, 4);
    expect(Math.sqrt(variance)).toBeGreaterThan(sigma * 0.97);
    expect(Math.sqrt(variance)).toBeLessThan(sigma * 1.03);
    expect(off * 2 * Math.PI * sigma ** 2).toBeLessThan(0.1);
  });

  it('is brightest where the heaviest item lies and dark far from all', () => {
    const data = networkData(networkBody());
    const image = density(VIEW, data, OPTIONS);
    const f = frame(data, VIEW);
    const at = (px: number, py: number) =>
      image.rgba[4 * (Math.floor(py / image.cell) * image.width + Math.floor(px / image.cell))];
    const place = (i: number) => at(f.ax * data.x[i] + f.cx, f.by * data.y[i] + f.cy);
    expect(place(0)).toBeGreaterThan(place(3));
    expect(place(0)).toBeGreaterThan(240);
    expect(at(2, 2)).toBeLessThan(20);
  });

  it('keeps its colours when the map is moved by whole cells', () => {
    const data = networkData(networkBody());
    const image = density(VIEW, data, OPTIONS);
    const moved = density({ ...VIEW, x: (-10 * image.cell) / frame(data, VIEW).scale }, data, OPTIONS);
    for (const [column, row] of [[20, 30], [40, 50], [50, 20]]) {
      const before = image.rgba[4 * (row * image.width + column)];
      expect(Math.abs(moved.rgba[4 * (row * image.width + column + 10)] - before)).toBeLessThanOrEqual(3);
    }
  });

  it('mixes cluster colours by local density, and costs no more when zoomed in', () => {
    const data = networkData(networkBody());
    const far = density(VIEW, data, { ...OPTIONS, kind: 'clusters' });
    const near = density({ ...VIEW, zoom: 150 }, data, { ...OPTIONS, kind: 'clusters' });
    expect(near.width * near.height).toBeLessThanOrEqual(far.width * far.height);
    expect(new Set(far.rgba).size).toBeGreaterThan(20);
  });
});
