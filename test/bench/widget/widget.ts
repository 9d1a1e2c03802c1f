import { join } from 'node:path';
import type { Bundle } from '../../../cli/deploy/build/bundle.ts';
import { aWidgetEvent } from '../../support/widget/event.ts';
import type { FunctionAnswer, FunctionQuestion } from '../fleet/functionProgram.ts';
import { compile } from '../processes/compile.ts';
import { startWorker, type Worker } from '../processes/worker.ts';
import { type Figure, under } from '../report/figure.ts';
import { median } from '../report/statistics.ts';
import type { AwsQuestion } from './awsProgram.ts';

const clusters = 10_000;
/** The function's, in milliseconds, as in serverless.yml. */
const timeLimit = 20_000;
/** How many pages to go forward for the later page. */
const pagesOn = 20;

interface View {
  name: string;
  parameters: object;
}

/** How long the page of 10,000 clusters takes, and its size, with function and DynamoDB in separate processes. */
export async function benchWidget(
  widget: Bundle,
  folder: string,
  { rounds }: { rounds: number },
): Promise<{ figures: Figure[]; raw: unknown }> {
  const aws = startWorker<AwsQuestion, Record<string, string>>(join(import.meta.dirname, 'awsProgram.ts'));
  try {
    const environment = await aws.ask({ clusters });
    const program = await compile(
      'widget-functionProgram',
      join(import.meta.dirname, '../fleet/functionProgram.ts'),
      folder,
    );
    const fn = startWorker<FunctionQuestion, FunctionAnswer>(program, {
      args: [join(widget.folder, 'handler.js'), String(timeLimit)],
      env: environment,
    });
    try {
      const measured = await measure(fn, rounds);
      return { figures: figuresOf(measured), raw: { clusters, measured } };
    } finally {
      await fn.stop();
    }
  } finally {
    await aws.stop();
  }
}

interface Measured {
  name: string;
  milliseconds: number[];
  bytes: number;
}

/** The views alternate, so that other load on the machine affects all alike; the first round is dropped. */
async function measure(fn: Worker<FunctionQuestion, FunctionAnswer>, rounds: number): Promise<Measured[]> {
  const ask = async (parameters: object): Promise<string> => {
    const { returned } = await fn.ask({ ask: 'invoke', event: aWidgetEvent(parameters) });
    return String(returned);
  };
  const views: View[] = [
    { name: 'the first page', parameters: {} },
    { name: `page ${pagesOn + 1}`, parameters: { cursor: await cursorAfter(pagesOn, ask) } },
    { name: 'a search that finds one', parameters: { search: '09876' } },
    { name: 'the clusters that fail', parameters: { phase: 'Failing' } },
  ];
  const measured = views.map(({ name }): Measured => ({ name, milliseconds: [], bytes: 0 }));
  for (let round = 0; round <= rounds; round++)
    for (const [index, { name, parameters }] of views.entries()) {
      const began = performance.now();
      const html = await ask(parameters);
      const milliseconds = performance.now() - began;
      check(name, html);
      const entry = measured[index];
      if (entry === undefined || round === 0) continue;
      entry.milliseconds.push(milliseconds);
      entry.bytes = Buffer.byteLength(html);
    }
  return measured;
}

/** Checks that the measured page is the requested one, not the page that says the fleet cannot be read. */
function check(name: string, html: string): void {
  const shown = html.split('<tr role="row">').length - 2;
  const expected = name.startsWith('a search') ? 1 : 50;
  if (html.includes('cannot be read') || shown < expected)
    throw new Error(
      `${name} should show at least ${expected} clusters, and shows ${shown}: ${html.slice(-2000)}`,
    );
}

async function cursorAfter(pages: number, ask: (parameters: object) => Promise<string>): Promise<string> {
  let cursor = '';
  for (let page = 0; page < pages; page++) {
    const html = await ask({ cursor });
    const [next = ''] = [...html.matchAll(/cursor&quot;:&quot;([^&]+)&quot;/g)]
      .map(([, found = '']) => found)
      .slice(-1);
    if (next === '' || next === cursor) throw new Error(`page ${page + 1} leads to no other`);
    cursor = next;
  }
  return cursor;
}

function figuresOf(measured: readonly Measured[]): Figure[] {
  const page = `Fleet page of ${clusters.toLocaleString('en')} clusters`;
  const largest = Math.max(...measured.map(({ bytes }) => bytes)) / 1024;
  return [
    ...measured.map(({ name, milliseconds }) => {
      const time = median(milliseconds);
      return under(`${page}: ${name}`, time, {
        limit: 300,
        must: 'under 300 ms',
        shown: `${time.toFixed(0)} ms`,
      });
    }),
    under(`${page}: the largest of these`, largest, {
      limit: 256,
      must: 'under 256 KiB',
      shown: `${largest.toFixed(0)} KiB`,
    }),
  ];
}
