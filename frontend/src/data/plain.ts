/** Texts that came with markup, as plain text; nothing of it is ever inserted as HTML. */

/** Tags that databases leave in titles and keywords; `p<0.05` is none of them. */
const INLINE = /<\/?(?:i|b|u|em|strong|sub|sup|scp|inf|italic|bold|sc|span|br|p|jats:[a-z-]+|mml:[a-z-]+)(?:\s[^<>]*)?\/?>/gi;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

export function withoutTags(text: string): string {
  if (!/[<&]/.test(text)) return text;
  const plain = text.replace(INLINE, '').replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => ENTITIES[name]);
  return plain.replace(/\s+/g, ' ').trim();
}
