/** Texts that came with markup, as plain text; nothing of it is ever inserted as HTML. */

/** Tags that databases leave in titles and keywords; `p<0.05` is none of them. */
const INLINE = /<\/?(?:i|b|u|em|strong|sub|sup|scp|inf|italic|bold|sc|span|br|p|jats:[a-z-]+|mml:[a-z-]+)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>/gi;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

export function withoutTags(text: string): string {
  return /[<&]/.test(text) ? tidied(text.replace(INLINE, '')) : text;
}

/** Text of a description that is HTML, as VOSviewer's files hold it; no parser sees it, so nothing in it can run. */
export function textOf(html: string): string {
  const bare = html.replace(/<(script|style|template)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ').replace(/<!--[\s\S]*?(-->|$)/g, ' ');
  return tidied(bare.replace(/<\/?(br|td|th|tr|p|div|li|h\d)\b[^<>]*>/gi, ' ').replace(/<\/?[a-z!][^<>]*>/gi, ''));
}

function tidied(text: string): string {
  const plain = text.replace(/&(amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 31 && code < 0x110000 ? String.fromCodePoint(code) : ' ';
  });
  return plain.replace(/\s+/g, ' ').trim();
}
