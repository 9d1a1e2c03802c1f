import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../../cli/deploy/build/functions.ts';
import type { Bundled } from './bundled.ts';

interface Component {
  'bom-ref': string;
  name: string;
  scope: string;
  properties?: { name: string; value: string }[];
}

interface Sbom {
  serialNumber?: string;
  metadata: { timestamp?: string; component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/**
 * The bill of materials of the package, CycloneDX as JSON: what `npm sbom` says of the packages that it has parts of,
 * with the hashes of package-lock.json. For npm these are development dependencies, and here they are shipped.
 * It has no time and no serial number, so that it is the same for the same sources.
 * Format: https://cyclonedx.org/docs/1.5/json/
 *
 * @throws for a package that package-lock.json does not have
 */
export async function sbomOf(packages: readonly Bundled[]): Promise<string> {
  const sbom = await npmSbom();
  const names = new Map(packages.map(({ name, version }) => [`${name}@${version}`, name]));
  const components = sbom.components
    .filter((component) => names.has(component['bom-ref']))
    .map((component) => ({
      ...component,
      // npm says the name that package.json gives a package: osls is installed as serverless.
      name: names.get(component['bom-ref']),
      scope: 'required',
      properties: component.properties?.filter(({ name }) => name !== 'cdx:npm:package:development'),
    }));
  const found = new Set(components.map((component) => component['bom-ref']));
  for (const ref of names.keys())
    if (!found.has(ref)) throw new Error(`${ref} is bundled, and not in package-lock.json.`);
  const own = sbom.metadata.component;
  const { serialNumber: _, ...rest } = sbom;
  const { timestamp: __, ...metadata } = sbom.metadata;
  return `${JSON.stringify(
    {
      ...rest,
      // npm says the name of the folder.
      metadata: { ...metadata, component: { ...own, type: 'application', name: 'pullpass' } },
      components,
      dependencies: sbom.dependencies
        .filter(({ ref }) => found.has(ref) || ref === own['bom-ref'])
        .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((on) => found.has(on)) })),
    },
    null,
    2,
  )}\n`;
}

/** By the npm that runs this, else the one on the PATH. */
async function npmSbom(): Promise<Sbom> {
  const { npm_execpath: npm } = process.env;
  const [program, ...before] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const args = [...before, 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { stdout } = await promisify(execFile)(program, args, { cwd: root, maxBuffer: 64 * 1024 ** 2 });
  return JSON.parse(stdout);
}
