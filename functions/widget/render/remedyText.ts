import { asCommands } from '../../../shared/api/asCommands.ts';
import { clipped } from './clipped.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';

/** A remedy with commands to type, and links to the pages that it names. */
export function remedyText(remedy: string, longest: number, { docs }: Pick<Links, 'docs'>): Markup[] {
  // Text and commands alternate; an unpaired backtick is text.
  const pieces = clipped(asCommands(remedy, '`'), longest).split(/`([^`]*)`/);
  return pieces.flatMap((piece, index) =>
    index % 2 === 0
      ? linked(piece, docs)
      : [html`<code>${piece.split(/(?<=^| )(--[a-z-]+)/).map(option)}</code>`],
  );
}

/** A browser would break an option after its dashes; this prevents it. */
function option(piece: string, index: number): Markup | string {
  return index % 2 === 0 ? piece : html`<span class="pp-option">${piece}</span>`;
}

const page = /(docs\/[a-z/-]+\.md(?:#[a-z-]+)?)/;

/** Links only our own pages: a remedy may quote a foreign address. */
function linked(text: string, docs: string | undefined): Markup[] {
  return text.split(page).map((piece, index) => {
    if (index % 2 === 0 || docs === undefined) return html`${piece}`;
    const address = `${docs}/${piece.slice('docs/'.length)}`;
    return html`<a class="pp-link" href="${address}" target="_blank" rel="noopener noreferrer">${piece}</a>`;
  });
}
