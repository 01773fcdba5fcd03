/** A figure as files: SVG, PNG from it, and its table as CSV with source and parameters at the end. */
import { type Choice, type ComparisonBody, type Figure, isNamed, nameOf, type Plan, type TableName } from '../data/comparison';
import { measured } from '../draw/canvas';
import { figureFile, type Ground } from '../draw/figure';
import { rowText } from '../parts/rows';
import { speech, t } from '../state/language.svelte';
import { type Cell, csvText, type CsvForm } from './csv';
import { MAX_SIDE } from './picture';

export function figureTitle(figure: Figure, choice: Choice): string {
  const language = speech.language;
  return [figure.title[language], choice.label[language]].filter(Boolean).join(': ');
}

/** Lines below a figure: the mark of generated data, source, parameters, notes. */
export function footOf(body: ComparisonBody, figure: Figure): string[] {
  return [...(body.generated ? [t('generated.figure')] : []), ...figure.foot.map((line) => line[speech.language])];
}

/** The wide drawing of a choice as a file, whatever the width of the page. */
export function figureSvg(body: ComparisonBody, figure: Figure, choice: Choice, plan: Plan, ground: Ground): { text: string; width: number; height: number } {
  const language = speech.language;
  const look = { ground, language, words: body.words, outlines: body.outlines?.paths ?? [], hatch: 'hatch' };
  return figureFile(plan, look, {
    title: figureTitle(figure, choice),
    foot: footOf(body, figure),
    description: plan.summary?.[language] ?? '',
    hover: (row) => rowText(body, figure, row).join('\n'),
    measure: measured,
  });
}

/** Drawn by the browser from the SVG; null where it cannot. */
export async function figurePng(svg: { text: string; width: number; height: number }, times: number): Promise<Blob | null> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg.text], { type: 'image/svg+xml' }));
  try {
    await image.decode();
    const ratio = Math.min(times, MAX_SIDE / Math.max(svg.width, svg.height));
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: Math.round(svg.width * ratio), height: Math.round(svg.height * ratio) });
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, 'image/png'));
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** Rows of a table with a name beside every code, raw numbers, and lines that begin with # at the end. */
export function rowsCsv(body: ComparisonBody, table: TableName, rows: number[], foot: string[], form: CsvForm): string {
  const columns = Object.keys(body[table]);
  const header = columns.flatMap((name) => (isNamed(name) ? [name, `${name}_label`] : [name]));
  const cells = rows.map((row) =>
    columns.flatMap((name): Cell[] => {
      const value = body[table][name][row] as Cell;
      return isNamed(name) ? [value, nameOf(body, name, value)?.[speech.language] ?? value] : [value];
    }),
  );
  const notes = [t('foot.about'), ...foot].map((line) => `# ${line.replace(/\s+/g, ' ')}\r\n`);
  return csvText(header, cells, form) + notes.join('');
}
