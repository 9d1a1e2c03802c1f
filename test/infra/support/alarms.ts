import { readable, resourcesOf, type Template } from './template.ts';

/** A metric alarm as the template has it. */
export interface Alarm {
  AlarmName: string;
  AlarmDescription: string;
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: unknown }[];
  Statistic: string;
  Period: number;
  EvaluationPeriods: number;
  DatapointsToAlarm?: number;
  ComparisonOperator: string;
  Threshold: number;
  TreatMissingData: string;
  AlarmActions: unknown[];
  OKActions: unknown[];
}

export interface CompositeAlarm {
  AlarmName: string;
  AlarmDescription: string;
  AlarmRule: string;
  AlarmActions: unknown[];
  OKActions: unknown[];
}

const bySuffix = <A extends { AlarmName: string }>(alarms: Record<string, A>, stage: string) =>
  Object.fromEntries(
    Object.values(alarms).map((alarm) => [alarm.AlarmName.replace(`pullpass-${stage}-`, ''), alarm]),
  );

/** The metric alarms of a template, by the part of their names after the stage, such as `no-tick`. */
export const alarmsOf = (template: Template, stage: string): Record<string, Alarm> =>
  bySuffix(resourcesOf<Alarm>(template, 'AWS::CloudWatch::Alarm'), stage);

export const compositeAlarmsOf = (template: Template, stage: string): Record<string, CompositeAlarm> =>
  bySuffix(resourcesOf<CompositeAlarm>(template, 'AWS::CloudWatch::CompositeAlarm'), stage);

/** The dimensions by name; references in them are as `readable` gives them. */
export const dimensionsOf = ({ Dimensions }: Pick<Alarm, 'Dimensions'>): Record<string, string> =>
  Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, readable(Value)]));
