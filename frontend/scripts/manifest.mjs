/** Writes which sources a bundle was built from, so that a test without npm can tell whether it is up to date. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

const frontend = join(import.meta.dirname, '..');
const repository = join(frontend, '..');
const target = process.argv[2] ?? join(repository, 'src', 'smartspec', 'web', 'dist');
const single = ['package.json', 'package-lock.json', 'vite.config.js', 'scripts/manifest.mjs'];

/** Line ends do not count: a checkout may have changed them. */
function hash(path) {
  const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

function table(paths) {
  const named = paths.map((path) => [relative(repository, path).split(sep).join(posix.sep), hash(path)]);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const sources = table([
  ...files(join(frontend, 'src')),
  ...single.map((name) => join(frontend, name)),
  join(repository, 'src', 'smartspec', 'web', 'drawing.json'),
]);
const outputs = Object.fromEntries(['app.css', 'app.js'].map((name) => [name, hash(join(target, name))]));
writeFileSync(join(target, 'manifest.json'), JSON.stringify({ outputs, sources }, null, 1) + '\n');
