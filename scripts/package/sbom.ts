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
 * The package's bill of materials, CycloneDX as JSON: what `npm sbom` says of the bundled packages, with the hashes of
 * package-lock.json. npm calls these development dependencies, but here they are shipped. Without time and serial
 * number, so that equal sources give an equal bill. Format: https://cyclonedx.org/docs/1.5/json/
 *
 * @throws for a package that is not in package-lock.json
 */
export async function sbomOf(packages: readonly Bundled[]): Promise<string> {
  const sbom = await npmSbom();
  const names = new Map(packages.map(({ name, version }) => [`${name}@${version}`, name]));
  const components = sbom.components
    .filter((component) => names.has(component['bom-ref']))
    .map((component) => ({
      ...component,
      // npm uses the name from package.json: osls is installed as serverless.
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
      // npm uses the folder's name.
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

/** Uses the npm that runs this, or else the one on the PATH. */
async function npmSbom(): Promise<Sbom> {
  const { npm_execpath: npm } = process.env;
  const [program, ...before] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const args = [...before, 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { stdout } = await promisify(execFile)(program, args, { cwd: root, maxBuffer: 64 * 1024 ** 2 });
  return JSON.parse(stdout);
}
