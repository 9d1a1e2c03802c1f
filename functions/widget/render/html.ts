/** Markup that can be inserted as it is. Only `html` makes it, so that nothing gets in unescaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Markup | string | number | false | undefined | readonly Piece[];

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, and those that hide or reorder text: a message may quote a foreign answer. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/**
 * Markup from a template. Inserted values are escaped for text and quoted attributes, unless `html` made them;
 * invisible characters become ·; false and undefined become nothing.
 */
export function html(template: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(String.raw({ raw: template }, ...pieces.map(asText)));
}

function asText(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map(asText).join('');
  return String(piece)
    .replace(/[\t\n\r]+/g, ' ')
    .replace(unprintable, '·')
    .replace(/[&<>"']/g, (character) => references[character] ?? '');
}
