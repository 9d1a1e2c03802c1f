import type { Fragment } from '../../functions/widget/fleet.ts';
import { html } from '../../functions/widget/render/html.ts';

/** Seconds after which the browser reloads the page, which has no script. */
const renewSeconds = 30;

/** A fragment as a page, with the verdict as its title. It refers to no other file. */
export function document({ title, html: fragment }: Fragment): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="${renewSeconds}">
${html`<title>${title} – PullPass</title>`.text}
<link rel="icon" href="data:,">
<style>html{color-scheme:light dark}body{margin:0 auto;max-width:1200px}@media(prefers-color-scheme:dark){html{background:#0f1b2a}}</style>
</head>
<body>
<main>${fragment}</main>
</body>
</html>
`;
}

/** No scripts, no other hosts, no frames: whatever a name or a message contains stays text. */
export const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  vary: 'accept',
} as const;
