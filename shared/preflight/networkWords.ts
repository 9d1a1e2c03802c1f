/** "the network of the site east" */
export function networkNamed(site: string | undefined): string {
  return site === undefined ? 'the default network' : `the network of the site ${site}`;
}
