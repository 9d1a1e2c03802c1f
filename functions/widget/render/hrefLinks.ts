import type { Ask } from '../ask.ts';
import type { Links } from './dress.ts';
import { html } from './html.ts';

/** Clicks on a page of its own: links and a form with a query. */
export function hrefLinks(path: string, docs?: string): Links {
  return {
    docs,
    to: (ask, text, { button = false, current = false, label } = {}) =>
      html`<a class="${button ? 'pp-button' : 'pp-link'}" href="${addressOf(path, ask)}"${current && html` aria-current="true"`}${label !== undefined && html` aria-label="${label}"`}>${text}</a>`,
    form: (fields, button) =>
      html`<div class="pp-form"><form method="get" action="${path}">${fields}<button class="pp-button">${button}</button></form></div>`,
  };
}

/** The page of one cluster has its name after the fleet's path. */
function addressOf(path: string, { cluster, ...ask }: Ask): string {
  return `${path}${cluster === undefined ? '' : `/${encodeURIComponent(cluster)}`}${queryOf(ask)}`;
}

function queryOf({ search, phase, cursor }: Ask): string {
  const query = new URLSearchParams();
  if (search !== '') query.set('search', search);
  if (phase !== undefined) query.set('phase', phase);
  if (cursor !== undefined) query.set('cursor', cursor);
  return query.size === 0 ? '' : `?${query}`;
}
