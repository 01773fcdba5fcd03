/** Keys of the map page; single letters and signs can be switched off. */
import { D } from '../draw/constants';
import { panned, zoomedAt } from '../draw/frame';
import type { MapState } from './map.svelte';
import { remembered } from './storage';

export interface Doing {
  search: () => void;
  help: () => void;
  close: () => void;
}

export function singleKeys(): boolean {
  return remembered('single-keys') !== 'off';
}

/** Zoom about the middle of the picture. */
export function zoomBy(map: MapState, factor: number): void {
  const { width, height } = map.size;
  map.moveTo(zoomedAt(map.data, map.view, { factor, px: width / 2, py: height / 2 }));
}

/** Move the picture by a share of its size. */
export function panBy(map: MapState, right: number, down: number): void {
  const { width, height } = map.size;
  map.moveTo(panned(map.data, map.view, -right * width * D.zoom.pan, -down * height * D.zoom.pan));
}

export function handleKey(event: KeyboardEvent, map: MapState, doing: Doing): void {
  const target = event.target as HTMLElement;
  const typing = !!target.closest('input, select, textarea');
  if (event.key === 'Escape') {
    if (map.hovered) map.hovered = null;
    else if (map.selected) map.select(null);
    else doing.close();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    doing.search();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const elsewhere = target.closest('[role=listbox], [role=tablist], .scrolls, dialog');
  const moved = !elsewhere && (target.id === 'map-canvas' || target === document.body) && arrows(event.key, map);
  if (moved || (singleKeys() && signs(event.key, map, doing))) event.preventDefault();
}

function arrows(key: string, map: MapState): boolean {
  const steps: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const step = steps[key];
  if (step) panBy(map, ...step);
  return !!step;
}

function signs(key: string, map: MapState, doing: Doing): boolean {
  if (key === '+' || key === '=') zoomBy(map, D.zoom.step);
  else if (key === '-') zoomBy(map, 1 / D.zoom.step);
  else if (key === '0') map.reset();
  else if (key === '/') doing.search();
  else if (key === '?') doing.help();
  else return false;
  return true;
}
