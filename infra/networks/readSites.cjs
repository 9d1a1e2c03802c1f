/** Each has five alarms, and a dashboard shows at most 100. */
const mostSites = 15;
/** What fits into a function's name (64 characters) besides "pullpass-", a stage and "-push-". */
const siteName = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;
/** "default" is the network of clusters without a site; the others would give two queues the same name. */
const reservedNames = ['default', 'dead-letters'];

const fields = {
  subnetIds: (value) => idsOf(value, 'subnet'),
  securityGroupIds: (value) => idsOf(value, 'sg'),
  maximumConcurrency: (value) => concurrencyOf(value),
  retryMaximumConcurrency: (value) => concurrencyOf(value),
  suspectMaximumConcurrency: (value) => concurrencyOf(value),
};

/**
 * The sites in a parsed file: a map from names to networks. A site with neither subnets nor security groups is outside
 * any VPC. Throws an Error that names what was expected and what was received.
 */
exports.readSites = (file, content) => {
  const refuse = (what) => {
    throw new Error(
      `The sites file ${file} (deploy parameter sites): ${what}. docs/networks.md has an example.`,
    );
  };
  if (content === null || content === undefined) refuse('expected a YAML or JSON file, found none');
  if (!isMap(content)) refuse('expected a map of site names to networks');
  const names = Object.keys(content);
  if (names.length > mostSites) refuse(`expected at most ${mostSites} sites, received ${names.length}`);
  return names.map((name) => {
    if (!siteName.test(name) || reservedNames.includes(name))
      refuse(
        `"${name}" cannot be the name of a site: expected up to 20 lower-case letters, digits and hyphens, beginning with a letter, and neither ${reservedNames.join(' nor ')}`,
      );
    const site = content[name] ?? {};
    if (!isMap(site)) refuse(`${name}: expected a map with ${Object.keys(fields).join(', ')}`);
    for (const [field, value] of Object.entries(site)) {
      if (!Object.hasOwn(fields, field))
        refuse(`${name}.${field} is not known: expected one of ${Object.keys(fields).join(', ')}`);
      const problem = fields[field](value);
      if (problem) refuse(`${name}.${field}: ${problem}`);
    }
    return { name, ...site, vpc: vpcOf(site, (what) => refuse(`${name}: ${what}`)) };
  });
};

/** The VPC of a function, or false. */
exports.vpcOf = vpcOf;

/** Comma-separated ids, as in a deploy parameter. Throws an Error that names the parameter. */
exports.readIds = (parameter, kind, text) => {
  const ids = String(text ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  const problem = ids.length > 0 && idsOf(ids, kind);
  if (problem) throw new Error(`The deploy parameter ${parameter}: ${problem}.`);
  return ids;
};

function vpcOf({ subnetIds = [], securityGroupIds = [] }, refuse) {
  if (subnetIds.length > 0 !== securityGroupIds.length > 0)
    refuse('expected both subnetIds and securityGroupIds, or neither; received one of them');
  return subnetIds.length > 0 ? { subnetIds, securityGroupIds } : false;
}

function idsOf(value, kind) {
  const isId = (id) => typeof id === 'string' && new RegExp(`^${kind}-[0-9a-f]{8,17}$`).test(id);
  if (Array.isArray(value) && value.length > 0 && value.every(isId)) return undefined;
  return `expected ids such as ${kind}-0a1b2c3d4e5f60718, received ${JSON.stringify(value)}`;
}

function concurrencyOf(value) {
  if (Number.isInteger(value) && value >= 2 && value <= 1000) return undefined;
  return `expected a whole number from 2 to 1000, received ${JSON.stringify(value)}`;
}

function isMap(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
