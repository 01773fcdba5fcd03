/** What stands below an exported picture: legend and source; simple marks that canvas and SVG both draw. */
import { outlineOf } from '../draw/colours';
import { D } from '../draw/constants';
import { escaped } from '../draw/svg';

export type Mark =
  | { kind: 'text'; x: number; y: number; text: string; size: number; colour: string; bold?: boolean }
  | { kind: 'circle'; x: number; y: number; r: number; colour: string; outline: string }
  | { kind: 'rect'; x: number; y: number; width: number; height: number; colour: string };

export interface FootContent {
  /** Entries of a legend of marks, or a scale between two values. */
  entries: { colour: string; text: string }[];
  scale: { title: string; colours: readonly string[]; low: string; high: string } | null;
  lines: string[];
}

interface Room {
  width: number;
  top: number;
  ground: string;
  ink: string;
  measure: (text: string) => number;
}

const EDGE = 16;
const LINE = 20;

/** Marks of the foot and its height. */
export function footMarks(content: FootContent, room: Room): { marks: Mark[]; height: number } {
  const marks: Mark[] = [];
  let y = room.top + EDGE;
  let x = EDGE;
  for (const { colour, text } of content.entries) {
    const wide = 18 + room.measure(text) * 12 + 16;
    if (x + wide > room.width - EDGE && x > EDGE) [x, y] = [EDGE, y + LINE];
    marks.push({ kind: 'circle', x: x + 6, y, r: 5.5, colour, outline: outlineOf(colour, room.ground) });
    marks.push({ kind: 'text', x: x + 18, y, text, size: 12, colour: room.ink });
    x += wide;
  }
  if (content.entries.length) y += LINE + 4;
  if (content.scale) {
    marks.push(...scaleMarks(content.scale, y, room));
    y += LINE + 4;
  }
  for (const line of content.lines.flatMap((text) => wrapped(text, room))) {
    marks.push({ kind: 'text', x: EDGE, y, text: line, size: 11, colour: room.ink });
    y += 16;
  }
  return { marks, height: y + 4 - room.top };
}

function scaleMarks(scale: NonNullable<FootContent['scale']>, y: number, room: Room): Mark[] {
  const marks: Mark[] = [{ kind: 'text', x: EDGE, y, text: scale.title, size: 12, colour: room.ink, bold: true }];
  let x = EDGE + room.measure(scale.title) * 13 + 14;
  marks.push({ kind: 'text', x, y, text: scale.low, size: 12, colour: room.ink });
  x += room.measure(scale.low) * 12 + 8;
  const step = 160 / scale.colours.length;
  scale.colours.forEach((colour, i) =>
    marks.push({ kind: 'rect', x: x + i * step, y: y - 5, width: step + 0.5, height: 10, colour }),
  );
  marks.push({ kind: 'text', x: x + 168, y, text: scale.high, size: 12, colour: room.ink });
  return marks;
}

function wrapped(text: string, room: Room): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && room.measure(longer) * 11 > room.width - 2 * EDGE) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

export function footSvg(marks: Mark[]): string {
  return marks
    .map((m) => {
      if (m.kind === 'circle') return `<circle cx="${m.x}" cy="${m.y}" r="${m.r}" fill="${m.colour}" stroke="${m.outline}"/>`;
      if (m.kind === 'rect') return `<rect x="${m.x}" y="${m.y}" width="${m.width}" height="${m.height}" fill="${m.colour}"/>`;
      const weight = m.bold ? ' font-weight="600"' : '';
      return `<text x="${m.x}" y="${m.y}" font-family="${escaped(D.font)}" font-size="${m.size}"${weight} fill="${m.colour}" dominant-baseline="central">${escaped(m.text)}</text>`;
    })
    .join('\n');
}

export function footCanvas(ctx: CanvasRenderingContext2D, marks: Mark[]): void {
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const m of marks) {
    ctx.fillStyle = m.colour;
    if (m.kind === 'rect') ctx.fillRect(m.x, m.y, m.width, m.height);
    else if (m.kind === 'text') {
      ctx.font = `${m.bold ? '600 ' : ''}${m.size}px ${D.font}`;
      ctx.fillText(m.text, m.x, m.y);
    } else {
      ctx.beginPath();
      ctx.arc(m.x, m.y, m.r, 0, 2 * Math.PI);
      ctx.fill();
      ctx.strokeStyle = m.outline;
      ctx.lineWidth = 1;
      ctx.stroke();
    }
  }
}
