import { type Colours, dark, light } from './colours.ts';
import type { Dress } from './dress.ts';
import { Markup } from './html.ts';

/**
 * The style sheet of one theme. Every selector begins with our own class, because all widgets of a dashboard share one
 * page.
 */
export function styleOf(theme: Dress['theme']): Markup {
  const colours =
    theme === 'auto'
      ? `.pp{color-scheme:light dark;${variables(light)}}@media(prefers-color-scheme:dark){.pp{${variables(dark)}}}`
      : `.pp{color-scheme:${theme};${variables(theme === 'dark' ? dark : light)}}`;
  // Nothing in it comes from outside, and nothing in it could close the element.
  return new Markup(`<style>${colours}${rules}</style>`);
}

function variables(colours: Colours): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--pp-${name}:${colour}`)
    .join(';');
}

/**
 * A word longer than its line breaks inside; other words stay whole, since `break-word` does not reduce a cell's
 * minimum width. On a narrow screen, each table row becomes a block with labelled cells.
 */
const rules = `
.pp{container-type:inline-size;box-sizing:border-box;padding:12px;background:var(--pp-ground);color:var(--pp-text);font:14px/1.45 "Amazon Ember",system-ui,"Segoe UI","Helvetica Neue","DejaVu Sans",sans-serif;overflow-wrap:break-word}
.pp *{box-sizing:border-box}
.pp cwdb-action{display:none}
.pp h1{font-size:20px;line-height:1.3;margin:0;font-weight:700;min-width:0;max-width:100%}
.pp h2{font-size:16px;line-height:1.3;margin:24px 0 8px;font-weight:700}
.pp p{margin:4px 0}
.pp ul{list-style:none;margin:0;padding:0}
.pp bdi{unicode-bidi:isolate}
.pp .pp-option{white-space:nowrap}
.pp code{font:13px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.pp .pp-head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:0 16px;margin:0 0 10px}
.pp .pp-quiet{color:var(--pp-quiet)}
.pp .pp-small{font-size:13px}
.pp .pp-verdict{border:1px solid var(--pp-line);border-left:8px solid var(--pp-level);border-radius:4px;background:var(--pp-raised);padding:12px 14px}
.pp .pp-verdict li{margin:4px 0 0}
.pp .pp-verdict .pp-bar{margin:8px 0;max-width:480px}
.pp .pp-headline{font-size:20px;line-height:1.3;font-weight:700;margin:0;text-wrap:pretty}
.pp .pp-badge{display:inline-block;background:var(--pp-level);color:var(--pp-onLevel);border-radius:4px;padding:1px 9px;margin-right:8px;font-size:14px;line-height:1.6;vertical-align:2px;white-space:nowrap}
.pp .pp-level-empty,.pp .pp-level-unknown,.pp .pp-level-quiet{--pp-level:var(--pp-quiet)}
.pp .pp-level-safe{--pp-level:var(--pp-safe)}
.pp .pp-level-attention{--pp-level:var(--pp-attention)}
.pp .pp-level-risk{--pp-level:var(--pp-risk)}
.pp .pp-level-expired,.pp .pp-level-uncovered{--pp-level:var(--pp-expired)}
.pp .pp-phases{display:flex;flex-wrap:wrap;gap:6px;margin:12px 0 0}
.pp .pp-phases .pp-link{display:inline-block;border:1px solid var(--pp-edge);border-radius:14px;padding:2px 11px;color:var(--pp-text);text-decoration:none;white-space:nowrap}
.pp .pp-phases .pp-link:hover{background:var(--pp-raised)}
.pp .pp-phases [aria-current]{border:2px solid var(--pp-link);padding:1px 10px;background:var(--pp-raised)}
.pp .pp-sign{color:var(--pp-level);font-weight:700}
.pp .pp-link{color:var(--pp-link);cursor:pointer;text-decoration:underline;text-underline-offset:2px}
.pp .pp-button{display:inline-block;border:1px solid var(--pp-link);border-radius:4px;background:var(--pp-ground);color:var(--pp-link);padding:4px 14px;font:inherit;font-weight:700;line-height:1.4;text-decoration:none;cursor:pointer;white-space:nowrap}
.pp a:focus-visible,.pp button:focus-visible,.pp input:focus-visible,.pp select:focus-visible{outline:3px solid var(--pp-link);outline-offset:1px}
.pp .pp-failure{border-left:4px solid var(--pp-level);padding:2px 0 2px 12px;margin:0 0 14px}
.pp .pp-failure p{margin:2px 0}
.pp .pp-name{font-weight:700}
.pp .pp-kind{border:1px solid var(--pp-level);color:var(--pp-level);border-radius:4px;padding:0 6px;font-size:12px;white-space:nowrap}
.pp .pp-facts li{margin:0 0 6px}
.pp .pp-facts .pp-failure{margin:0 0 14px}
.pp .pp-form{display:flex;flex-wrap:wrap;gap:8px;align-items:end;margin:0 0 10px}
.pp .pp-form form{display:flex;flex-wrap:wrap;gap:8px;align-items:end;margin:0}
.pp .pp-form label{display:block;font-size:13px;color:var(--pp-quiet)}
.pp .pp-form input,.pp .pp-form select{display:block;font:inherit;color:var(--pp-text);background:var(--pp-ground);border:1px solid var(--pp-edge);border-radius:4px;padding:4px 8px;max-width:100%;height:30px}
.pp table{width:100%;table-layout:fixed;border-collapse:collapse;border:0;margin:0;font:inherit}
.pp th{text-align:left;font-size:13px;font-weight:700;color:var(--pp-quiet);background:var(--pp-raised);border:0;border-bottom:1px solid var(--pp-line);padding:5px 8px}
.pp thead th:nth-child(1){width:32%}
.pp thead th:nth-child(2){width:14%}
.pp thead th:nth-child(4){width:14%}
.pp thead th:nth-child(5){width:12%}
.pp td,.pp tbody th{border:0;border-bottom:1px solid var(--pp-line);padding:8px;vertical-align:top;background:none}
.pp tbody th{color:var(--pp-text);font-size:14px}
.pp .pp-labels{font-weight:400;font-size:13px;color:var(--pp-quiet)}
.pp .pp-label{display:none}
.pp .pp-cannot{color:var(--pp-level)}
.pp .pp-bar{position:relative;height:12px;margin:3px 0 4px;border:1px solid var(--pp-edge);border-radius:3px;background:var(--pp-track);overflow:hidden}
.pp .pp-fill{height:100%;background:var(--pp-level)}
.pp .pp-fill.pp-level-risk{background:repeating-linear-gradient(135deg,var(--pp-risk) 0 5px,var(--pp-ground) 5px 7px)}
.pp .pp-mark{position:absolute;top:0;bottom:0;width:0;border-left:1px dashed var(--pp-text)}
.pp .pp-none{background:repeating-linear-gradient(45deg,var(--pp-track) 0 4px,var(--pp-ground) 4px 8px);border-style:dashed}
.pp .pp-none.pp-level-expired{border-color:var(--pp-expired)}
.pp .pp-pages{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:12px 0 0}
@container(max-width:840px){.pp thead{position:absolute;overflow:hidden;clip-path:inset(50%)}.pp thead,.pp thead tr,.pp thead th:nth-child(n){display:block;width:1px;height:1px;padding:0;border:0;overflow:hidden;white-space:nowrap}.pp table,.pp tbody{display:block}.pp tbody tr{display:flex;flex-wrap:wrap;gap:2px 18px;border-bottom:1px solid var(--pp-line);padding:9px 0}.pp tbody th,.pp td{display:block;border:0;padding:0}.pp tbody th,.pp .pp-life{flex:0 0 100%;min-width:0}.pp .pp-life{order:1}.pp .pp-label{display:inline;color:var(--pp-quiet)}}
@container(max-width:480px){.pp .pp-headline{font-size:17px}.pp h1{font-size:18px}}
`.replace(/\n/g, '');
