import type { Aws } from './aws.ts';

export interface LogLine {
  group: string;
  message: string;
}

/** Every event of every log group, oldest first in each stream. */
export async function readLogs({ json }: Aws): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (const group of await everyPage('DescribeLogGroups', 'logGroups', {}, 'logGroupName')) {
    const of = { logGroupName: group };
    for (const stream of await everyPage('DescribeLogStreams', 'logStreams', of, 'logStreamName'))
      lines.push(
        ...(await eventsOf({ ...of, logStreamName: stream })).map((message) => ({ group, message })),
      );
  }
  return lines;

  async function everyPage(operation: string, list: string, input: object, name: string): Promise<string[]> {
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await json(`logs`, `Logs_20140328.${operation}`, { ...input, nextToken });
      names.push(...((page[list] ?? []) as Record<string, string>[]).map((item) => item[name] ?? ''));
      nextToken = page['nextToken'] as string | undefined;
    } while (nextToken);
    return names;
  }

  /** At the end, GetLogEvents returns the token that it was given. */
  async function eventsOf(stream: { logGroupName: string; logStreamName: string }): Promise<string[]> {
    const messages: string[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await json<{ events?: { message: string }[]; nextForwardToken?: string }>(
        'logs',
        'Logs_20140328.GetLogEvents',
        { ...stream, startFromHead: true, nextToken },
      );
      messages.push(...(page.events ?? []).map(({ message }) => message));
      if (!page.nextForwardToken || page.nextForwardToken === nextToken) return messages;
      nextToken = page.nextForwardToken;
    }
  }
}
