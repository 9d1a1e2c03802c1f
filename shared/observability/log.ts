import { Logger } from '@aws-lambda-powertools/logger';
import { Failure, type FailureReport } from '../failure.ts';
import { serviceName } from './names.ts';

export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log lines. Every field is chosen: never a whole error, request or answer. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/** Powertools' logger: JSON lines at the level of POWERTOOLS_LOG_LEVEL. */
export function createLog(): Log {
  const logger = new Logger({ serviceName });
  return {
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
    error: (message, fields) => logger.error(message, { ...fields }),
  };
}

/** The same log, with these fields in each line. */
export function bound(log: Log, fields: LogFields): Log {
  return {
    info: (message, more) => log.info(message, { ...fields, ...more }),
    warn: (message, more) => log.warn(message, { ...fields, ...more }),
    error: (message, more) => log.error(message, { ...fields, ...more }),
  };
}

export interface FaultFields {
  fault: string;
  /** A Failure's report, which is safe to show. */
  failure?: FailureReport;
  at: string[];
}

/**
 * What may be logged of an unexpected error: its name and where it was thrown. Its message is left out, because parsers
 * and clients quote their input.
 */
export function faultFields(error: unknown): FaultFields {
  if (!(error instanceof Error)) return { fault: typeof error, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const failure = error instanceof Failure ? { failure: error.report() } : {};
  return { fault: error.name, ...failure, at: frames.slice(0, 12).map((frame) => frame.trim()) };
}
