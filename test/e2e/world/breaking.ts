import type { Aws } from './aws.ts';

/** Breaks deployed functions, as somebody in the console or a deployment might. */
export interface Breaking {
  /** Removes variables from a function's environment (undefined) or sets them; the returned function restores it. */
  environment(
    name: string,
    changes: Readonly<Record<string, string | undefined>>,
  ): Promise<() => Promise<void>>;
  /** Gives a function this many seconds; the returned function restores its timeout. */
  timeout(name: string, seconds: number): Promise<() => Promise<void>>;
  /** Reserves no concurrency for a function, so that every start is refused; the returned function undoes it. */
  concurrency(name: string): Promise<() => Promise<void>>;
  /** Removes a policy from a role of the stack, given by its logical id; the returned function restores it. */
  permissions(role: string, policy: string): Promise<() => Promise<void>>;
  /** Stops a queue from being read; the returned function undoes it. */
  eventSource(queue: string): Promise<() => Promise<void>>;
  /** Disables the schedule of ticks; the returned function enables it. */
  schedule(name: string): Promise<() => Promise<void>>;
  /** Calls a function like the console, and returns the HTTP status. */
  invoke(name: string): Promise<number>;
}

export function breaking({ rest, query }: Aws): Breaking {
  const configurationOf = (name: string) => `/2015-03-31/functions/${name}/configuration`;
  const configure = (name: string, change: object) => rest('lambda', 'PUT', configurationOf(name), change);
  const read = (name: string) =>
    rest<{ Timeout: number; Environment: { Variables: Record<string, string> } }>(
      'lambda',
      'GET',
      configurationOf(name),
    );

  return {
    async environment(name, changes) {
      const { Environment } = await read(name);
      await configure(name, { Environment: { Variables: withChanges(Environment.Variables, changes) } });
      return () => configure(name, { Environment }).then(() => undefined);
    },
    async timeout(name, seconds) {
      const { Timeout } = await read(name);
      await configure(name, { Timeout: seconds });
      return () => configure(name, { Timeout }).then(() => undefined);
    },
    async concurrency(name) {
      const path = `/2017-10-31/functions/${name}/concurrency`;
      await rest('lambda', 'PUT', path, { ReservedConcurrentExecutions: 0 });
      return () => rest('lambda', 'DELETE', path).then(() => undefined);
    },
    async permissions(role, PolicyName) {
      const iam = (Action: string, parameters: Readonly<Record<string, string>>) =>
        query('iam', { Action, Version: '2010-05-08', PolicyName, ...parameters });
      const roles = await query('iam', { Action: 'ListRoles', Version: '2010-05-08' });
      const RoleName = new RegExp(`<RoleName>([^<]*${role}[^<]*)</RoleName>`).exec(roles)?.[1];
      if (RoleName === undefined) throw new Error(`The stack made no ${role}.`);
      const xml = await iam('GetRolePolicy', { RoleName });
      const document = /<PolicyDocument>([^<]+)<\/PolicyDocument>/.exec(xml)?.[1] ?? '';
      await iam('DeleteRolePolicy', { RoleName });
      return () =>
        iam('PutRolePolicy', { RoleName, PolicyDocument: decodeURIComponent(document) }).then(
          () => undefined,
        );
    },
    async eventSource(queue) {
      const path = '/2015-03-31/event-source-mappings';
      type Mappings = { EventSourceMappings: { UUID: string; EventSourceArn: string }[] };
      const { EventSourceMappings } = await rest<Mappings>('lambda', 'GET', path);
      const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn.endsWith(`:${queue}`));
      if (!mapping) throw new Error(`No function reads the queue ${queue}.`);
      const enable = (Enabled: boolean) => rest('lambda', 'PUT', `${path}/${mapping.UUID}`, { Enabled });
      await enable(false);
      return () => enable(true).then(() => undefined);
    },
    async schedule(name) {
      const schedule = await rest('scheduler', 'GET', `/schedules/${name}`);
      const become = (State: string) =>
        rest('scheduler', 'PUT', `/schedules/${name}`, { ...schedule, State });
      await become('DISABLED');
      return () => become('ENABLED').then(() => undefined);
    },
    invoke: (name) =>
      rest('lambda', 'POST', `/2015-03-31/functions/${name}/invocations`, { Records: [] }).then(
        () => 200,
        (error: Error) => Number(/answered (\d+)/.exec(error.message)?.[1] ?? Number.NaN),
      ),
  };
}

function withChanges(
  variables: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const changed = Object.entries({ ...variables, ...changes });
  return Object.fromEntries(changed.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
