import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cache.ts';

const run = promisify(execFile);

const howToGetPython = `Install Python 3.10 or newer with its venv module, and try again:
  Debian, Ubuntu:  apt-get install python3 python3-venv
  Fedora, RHEL:    dnf install python3
  macOS:           brew install python
Or name one: PYTHON=/path/to/python3`;

/**
 * The Python interpreter of a virtual environment with the tool and exactly the versions in `<tool>.requirements.txt`;
 * made on first use, and kept in the cache. Run the tool as `<interpreter> -m <module>` or `-c`: the environment's own
 * scripts contain the folder in which it was built. Throws an Error that says what to install if it cannot be made.
 */
export async function pythonWith(tool: 'cfn-lint' | 'ministack' | 'schemathesis'): Promise<string> {
  const requirements = join(import.meta.dirname, `${tool}.requirements.txt`);
  const python = process.env['PYTHON'] || 'python3';
  const version = await versionOf(python);
  const folder = await cached(tool, [await readFile(requirements), version], (venv) =>
    makeVenv(python, venv, requirements),
  );
  return join(folder, 'bin/python');
}

async function versionOf(python: string): Promise<string> {
  const { stdout } = await run(python, ['-c', 'import sys; print(sys.version, sys.base_prefix)']).catch(
    (error) => {
      throw new Error(`Cannot run ${python} (${firstLine(error)}).\n${howToGetPython}`, { cause: error });
    },
  );
  const [major = 0, minor = 0] = stdout.split('.').map(Number.parseFloat);
  if (major < 3 || (major === 3 && minor < 10)) {
    throw new Error(`${python} is Python ${major}.${minor}, expected 3.10 or newer.\n${howToGetPython}`);
  }
  return stdout;
}

async function makeVenv(python: string, folder: string, requirements: string): Promise<void> {
  await run(python, ['-m', 'venv', folder]).catch((error) => {
    throw new Error(`${python} cannot make a virtual environment (${firstLine(error)}).\n${howToGetPython}`);
  });
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '-r',
    requirements,
  ];
  await run(join(folder, 'bin/python'), pip).catch((error) => {
    throw new Error(`pip could not install ${requirements}:\n${error.stderr || error.message}`, {
      cause: error,
    });
  });
}

/** Python's own error is in stdout or stderr; Node's is in the message. */
function firstLine(error: { code?: unknown; stdout?: string; stderr?: string; message: string }): string {
  const text = [error.stderr, error.stdout, error.message].find((part) => part?.trim()) ?? '';
  return text.trim().split('\n')[0] ?? '';
}
