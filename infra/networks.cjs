/**
 * The networks in which pushes run, for serverless.yml: the default one, which is in a VPC if the deploy parameters
 * subnetIds and securityGroupIds say so, and one for each site in the file that the parameter `sites` names. A site is
 * made from the definitions of the default network, with its own names, so that both share one definition.
 *
 * osls calls each export with `resolveVariable`, and merges what it returns.
 */
const { derive, idOf } = require('./networks/derive.cjs');
const {
  callPolicy,
  functionName,
  interfacesFor,
  queuePolicy,
  withPolicy,
} = require('./networks/policies.cjs');
const { readIds, readSites, vpcOf } = require('./networks/readSites.cjs');

/** The resources in these files that each site has of its own. */
const ownResources = {
  'file(infra/queues.yml)': ['PushQueue', 'RetryQueue', 'SuspectQueue'],
  'file(infra/roles.cjs):resources': ['PushRole'],
  'file(infra/alarms/dispatch.yml)': ['QueueBehindAlarm', 'RetryBehindAlarm', 'SuspectBehindAlarm'],
  'file(infra/alarms/functions.yml)': ['PushErrorsAlarm', 'PushThrottlesAlarm'],
};

/** The VPC of the default network, or false: osls accepts that for none, but not null. */
exports.vpc = async ({ resolveVariable }) => {
  const subnetIds = readIds('subnetIds', 'subnet', await resolveVariable('param:subnetIds'));
  const securityGroupIds = readIds('securityGroupIds', 'sg', await resolveVariable('param:securityGroupIds'));
  return vpcOf({ subnetIds, securityGroupIds }, (what) => {
    throw new Error(`The deploy parameters subnetIds and securityGroupIds: ${what}.`);
  });
};

/** Names of the sites, comma-separated, for the environment of the functions. */
exports.siteNames = async (osls) => (await sitesOf(osls)).map(({ name }) => name).join(',');

/** Names of all networks, comma-separated: the default one, and every site. */
exports.networkNames = async (osls) =>
  ['default', ...(await sitesOf(osls)).map(({ name }) => name)].join(',');

/** The push function of each site. */
exports.functions = async (osls) => {
  const stage = await osls.resolveVariable('sls:stage');
  const push = await osls.resolveConfigurationProperty(['functions', '0', 'push']);
  return Object.fromEntries(
    (await sitesOf(osls)).map(({ name, vpc, ...site }) => {
      const own = derive(push, name, stage);
      const concurrency = [
        site.maximumConcurrency,
        site.retryMaximumConcurrency,
        site.suspectMaximumConcurrency,
      ];
      return [
        `push-${name}`,
        {
          ...own,
          description: `${push.description} For the site ${name}.`,
          vpc,
          environment: { ...own.environment, SITE: name },
          events: own.events.map(({ sqs }, lane) => ({
            sqs: { ...sqs, maximumConcurrency: concurrency[lane] ?? sqs.maximumConcurrency },
          })),
        },
      ];
    }),
  );
};

/** Queues, role and alarms of each site, and what networks change in the roles of the functions. */
exports.resources = async (osls) => {
  const stage = await osls.resolveVariable('sls:stage');
  const vpc = await exports.vpc(osls);
  const sites = await sitesOf(osls);
  const own = await definitions(osls);
  const resources = {};
  for (const site of sites)
    for (const [id, resource] of Object.entries(own)) {
      const made = about(derive(resource, site.name, stage), site.name);
      resources[idOf(id, site.name)] = made;
      if (id === 'PushRole' && site.vpc)
        made.Properties.Policies.push(interfacesFor(functionName(stage, site.name)));
    }

  if (vpc) resources.PushRole = withPolicy(interfacesFor(functionName(stage)));
  if (sites.length > 0) resources.RefreshRole = withPolicy(queuePolicy(sites));
  if (sites.length > 0) resources.RegistrationRole = withPolicy(callPolicy(sites), queuePolicy(sites));
  return { Resources: resources };
};

/** What the dashboard shows of sites in addition to the default network, as text inside its JSON. */
exports.dashboard = {
  alarms: eachSite((id) =>
    ownResources['file(infra/alarms/dispatch.yml)']
      .concat(ownResources['file(infra/alarms/functions.yml)'])
      .map((alarm) => `"\${${id(alarm)}.Arn}"`),
  ),
  queues: eachSite((id) => [
    `["...", "\${${id('PushQueue')}.QueueName}"]`,
    `["...", "\${${id('RetryQueue')}.QueueName}"]`,
    `["...", "\${${id('SuspectQueue')}.QueueName}"]`,
  ]),
  functions: eachSite((id) => [`["...", "\${${id('PushLambdaFunction')}}"]`]),
};

function eachSite(lines) {
  return async (osls) =>
    (await sitesOf(osls))
      .flatMap(({ name }) => lines((id) => idOf(id, name)))
      .map((line) => `, ${line}`)
      .join('');
}

async function sitesOf({ resolveVariable }) {
  const file = await resolveVariable('param:sites');
  return file ? readSites(file, await resolveVariable(`file("${file}")`)) : [];
}

async function definitions({ resolveVariable }) {
  const files = Object.entries(ownResources).map(async ([file, ids]) => {
    const { Resources } = await resolveVariable(file);
    return ids.map((id) => [id, structuredClone(Resources[id])]);
  });
  return Object.fromEntries((await Promise.all(files)).flat());
}

/** Names the site in an alarm's description. */
function about(resource, site) {
  const { AlarmDescription } = resource.Properties;
  if (AlarmDescription)
    resource.Properties.AlarmDescription = AlarmDescription.replace(
      'Means: ',
      `Means: in the site ${site}, `,
    );
  return resource;
}
