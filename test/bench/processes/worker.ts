import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of its own that answers one question at a time. */
export interface Worker<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a program that calls `answerQuestions`. Its output goes to the file descriptor given as stderr. */
export function startWorker<Question, Answer>(
  program: string,
  options: { env?: Record<string, string>; args?: string[] } = {},
): Worker<Question, Answer> {
  const child: ChildProcess = fork(program, options.args ?? [], {
    env: { ...process.env, ...options.env },
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${program} ended with ${code ?? signal} before it answered`);
  });
  ended.catch(() => {});
  return {
    async ask(question) {
      const answered = once(child, 'message');
      child.send(question as object);
      const [reply] = (await Promise.race([answered, ended])) as [{ answer: Answer } | { error: string }];
      if ('error' in reply) throw new Error(`${program}: ${reply.error}`);
      return reply.answer;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended.catch(() => {});
    },
  };
}
