import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from '../../cli/deploy/build/functions.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { alarmsOf, compositeAlarmsOf } from './support/alarms.ts';
import { packagedTemplate, stage } from './support/template.ts';

let runbook: string;
let deploying: string;
let parameters: Record<string, unknown>;
let suffixes: string[];
let descriptions: string[];
beforeAll(async () => {
  runbook = await readFile(join(root, 'docs/operations.md'), 'utf8');
  deploying = await readFile(join(root, 'docs/deploying.md'), 'utf8');
  const service = await readFile(join(root, 'serverless.yml'), 'utf8');
  // The short forms of CloudFormation's functions do not matter here.
  parameters = parse(service, { logLevel: 'silent' }).params.default;
  const template = await packagedTemplate();
  const alarms = { ...alarmsOf(template, stage), ...compositeAlarmsOf(template, stage) };
  suffixes = Object.keys(alarms).sort();
  descriptions = Object.values(alarms).map(({ AlarmDescription }) => AlarmDescription);
}, 300_000);

/** As Git forges derive it from a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
const sectionOf = (suffix: string) => runbook.split(`\n### ${suffix}\n`)[1]?.split(/\n##+ /)[0] ?? '';
const section = (heading: string) => runbook.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
/** The code spans in the first column of the tables in a text, or in all columns. */
const coded = (text: string) => [...text.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name);
const firstColumn = (text: string) =>
  [...text.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) => coded(cell));

describe('each alarm', () => {
  test('has a section, and each section its alarm', () => {
    const headings = [...section('The alarms').matchAll(/^### (.+)$/gm)].map(([, heading = '']) => heading);
    const ofSites = 'Alarms of sites';
    expect([...headings].sort()).toEqual([ofSites, ...suffixes].sort());
  });

  test('is in the table above, as a link', () => {
    const table = section('The alarms').split('\n### ')[0] ?? '';
    const linked = [...table.matchAll(/\[([a-z-]+)\]\(#\1\)/g)].map(([, suffix]) => suffix);
    expect(linked.sort()).toEqual(suffixes);
  });

  test('is explained: what it means, how much time there is, what to look at or do, and how it clears', () => {
    for (const suffix of suffixes) {
      const text = `${suffix}:\n${sectionOf(suffix)}`;
      for (const part of ['Means', 'Time', 'Clears']) expect(text).toContain(`**${part}`);
      expect(text).toMatch(/\*\*(Do|Look at, do):\*\*/);
    }
  });

  test('links to its section, which exists', () => {
    for (const description of descriptions) {
      const [, anchor] = /Runbook: docs\/operations\.md#([a-z-]+)$/.exec(description) ?? [];
      expect(anchors(runbook)).toContain(anchor);
    }
  });
});

test('every link on the page leads somewhere', async () => {
  for (const [, target = ''] of runbook.matchAll(/\]\(([^)\s]+)\)/g)) {
    const [file = '', anchor] = target.split('#');
    const page = file === '' ? runbook : await readFile(join(root, 'docs', file), 'utf8');
    if (anchor !== undefined)
      expect([target, anchors(page)]).toEqual([target, expect.arrayContaining([anchor])]);
  }
});

describe('parameters', () => {
  const thresholds = () =>
    Object.keys(parameters).filter(
      (name) => /(Above|Minutes|Seconds|Days)$/.test(name) && !/Retention|^log|^renew/.test(name),
    );

  test('every threshold is in the table of alarms with its default', () => {
    const table = section('The alarms').split('\n### ')[0] ?? '';
    const documented = [...table.matchAll(/`(\w+)` \((\d+)\)/g)].map(([, name, value]) => [
      name,
      Number(value),
    ]);
    expect(new Set(documented.map(([name]) => name))).toEqual(new Set(thresholds()));
    for (const [name, value] of documented) expect([name, parameters[`${name}`]]).toEqual([name, value]);
  });

  test('every parameter is in docs/deploying.md, and no other', () => {
    const table = deploying.split('| Parameter |')[1]?.split('\n\n')[0] ?? '';
    expect(firstColumn(table).sort()).toEqual(Object.keys(parameters).sort());
  });

  test('those that the runbook names exist', () => {
    const known = new Set([...Object.keys(parameters), 'refreshEveryMinutes']);
    const named = coded(runbook).filter((name) =>
      /^[a-z]+[A-Z]\w*(Above|Minutes|Days|Email|oncurrency)$/.test(name),
    );
    for (const name of named) expect(known).toContain(name);
  });
});

test('the table of metrics is what the functions publish', () => {
  expect(firstColumn(section('Metrics')).sort()).toEqual(Object.values(metricNames).sort());
});

test('every line in the table of logs is one that a function writes', async () => {
  const files = (await readdir(join(root, 'functions'), { recursive: true })).filter((file) =>
    file.endsWith('.ts'),
  );
  const code = (await Promise.all(files.map((file) => readFile(join(root, 'functions', file), 'utf8')))).join(
    '\n',
  );
  const table = section('Logs').split('| Line |')[1]?.split('\n\n')[0] ?? '';
  const lines = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, line = '']) => line),
  );
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) expect(code).toContain(`'${line}'`);
});
