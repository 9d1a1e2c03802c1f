import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pythonWith } from '../tools/python.ts';

/** What an answer must satisfy: never a server fault, and what the description says. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
];

export interface SchemathesisRun {
  code: number;
  output: string;
}

/**
 * Lets Schemathesis generate requests from the API's own description, single ones and sequences, and judge the answers.
 * The same seed generates the same requests.
 *
 * @param options `url`: the API, which needs no signature. `folder`: for its files. `examples`: cases per operation
 */
export async function runSchemathesis({
  url,
  kubeconfig,
  folder,
  seed,
  examples,
}: {
  url: string;
  kubeconfig: string;
  folder: string;
  seed: number;
  examples: number;
}): Promise<SchemathesisRun> {
  const python = await pythonWith('schemathesis');
  const file = join(folder, 'kubeconfig');
  await writeFile(file, kubeconfig, { mode: 0o600 });
  const args = [
    ...['-m', 'schemathesis.cli', 'run', `${url}/openapi.json`, '--url', url],
    // A Lambda starts slowly on a busy machine.
    ...['--request-timeout', '60'],
    ...['--seed', String(seed), '--max-examples', String(examples), '--phases', 'examples,fuzzing,stateful'],
    ...['--checks', checks.join(','), '--continue-on-failure', '--no-shrink'],
    ...['--generation-database', 'none', '--suppress-health-check', 'all', '--warnings', 'off', '--no-color'],
  ];
  const environment = {
    PATH: process.env['PATH'],
    HOME: folder,
    PYTHONPATH: import.meta.dirname,
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    SCHEMATHESIS_HOOKS: 'hooks',
    PULLPASS_KUBECONFIG: file,
    PULLPASS_URL: url,
  };
  return new Promise((resolve) => {
    const options = { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 };
    execFile(python, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });
}
