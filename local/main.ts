import module from 'node:module';
import process from 'node:process';
import { compileCacheFolder } from '../cli/program/compileCache.ts';

/** The oldest release that can run this project. package.json says the same under `engines`. */
const needed = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `PullPass needs Node.js ${needed.join('.')} or newer; this is ${process.version}. Run \`npm ci && npm start\`, which brings its own Node.js on Linux, or install a newer one.\n`,
  );
  process.exit(1);
}

// If it cannot be written, the program only starts more slowly.
module.enableCompileCache(compileCacheFolder);

// Imported late: on an older Node.js, its imports would fail before the line above could explain it.
const { run } = await import('./program/run.ts');
process.exit(await run(process.argv.slice(2), process.env));
