/**
 * What each site has like the default network, with its own logical ids and names: how these end for the site `name`.
 * Logical ids are as osls derives them from a function's key.
 */
const logicalIds = [
  'PushQueue',
  'RetryQueue',
  'SuspectQueue',
  'PushRole',
  'PushLogGroup',
  'PushLambdaFunction',
  'QueueBehindAlarm',
  'RetryBehindAlarm',
  'SuspectBehindAlarm',
  'PushErrorsAlarm',
  'PushThrottlesAlarm',
];
const names = [
  'push',
  'retry',
  'suspect',
  'queue-behind',
  'retry-behind',
  'suspect-behind',
  'push-errors',
  'push-throttles',
];

const lambdaPart = /^(Push)(LogGroup|LambdaFunction)$/;

/** The logical id in a site for `id`. */
exports.idOf = idOf;

/** A copy of resources, or of any part of them, with the site's own names. */
exports.derive = (value, site, stage) => walk(value, (text) => rename(text, site, stage));

function idOf(id, site) {
  const part = `Dash${site.replaceAll('-', 'Dash')}`;
  return lambdaPart.test(id) ? id.replace(lambdaPart, `$1${part}$2`) : `${id}${part}`;
}

function rename(text, site, stage) {
  const byId = text.replace(/\b[A-Z]\w+\b/g, (word) => (logicalIds.includes(word) ? idOf(word, site) : word));
  const named = new RegExp(`\\bpullpass-${stage}-(${names.join('|')})(?![\\w-])`, 'g');
  return byId.replace(named, `$&-${site}`);
}

function walk(value, change) {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [change(key), walk(of, change)]));
}
