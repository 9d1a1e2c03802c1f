/** When and where the prices were looked up: on-demand, in US dollars, with no free tier taken off. */
export const priced = { region: 'us-east-1', asOf: 'November 2026' } as const;

export interface Price {
  /** For one: a call, a byte, a month of something. */
  dollars: number;
  /** As AWS writes it. */
  text: string;
}

const each = (dollars: number) => price(dollars, 1, 'each');
const perMillion = (dollars: number) => price(dollars, 1_000_000, 'per million');
const per100000 = (dollars: number) => price(dollars, 100_000, 'per 100,000');
const per10000 = (dollars: number) => price(dollars, 10_000, 'per 10,000');
const perGigabyte = (dollars: number) => price(dollars, 1_000_000_000, 'per GB');

export const prices = {
  secretMonth: each(0.4),
  secretsCall: per10000(0.05),
  writeUnit: perMillion(0.625),
  readUnit: perMillion(0.125),
  tableByteMonth: perGigabyte(0.25),
  recoveryByteMonth: perGigabyte(0.2),
  lambdaCall: perMillion(0.2),
  /** On arm64. */
  gigabyteSecond: price(0.0000133334, 1, 'per GB-s'),
  queueRequest: perMillion(0.4),
  scheduledCall: perMillion(1),
  logByte: perGigabyte(0.5),
  keptLogByteMonth: perGigabyte(0.03),
  metricMonth: each(0.3),
  alarmMonth: each(0.1),
  compositeAlarmMonth: each(0.5),
  dashboardMonth: each(3),
  apiCall: perMillion(1),
  mail: per100000(2),
  keyCall: per10000(0.03),
  /** Sent to the internet. */
  byteOut: perGigabyte(0.09),
} as const satisfies Record<string, Price>;

function price(dollars: number, per: number, unit: string): Price {
  const amount = dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 10 });
  return { dollars: dollars / per, text: `$${amount} ${unit}` };
}
