/** Requests that the API's texts mention, as commands. A longer path comes before its own beginning. */
const ways: readonly (readonly [request: RegExp, command: string])[] = [
  [/PUT \/clusters\/([\w-]+)\/kubeconfig/g, 'pullpass rotate $1 --kubeconfig FILE'],
  [/PUT \/clusters\/([\w-]+)\/targets\/([\w-]+)/g, 'pullpass target add $1 $2'],
  [/PUT \/clusters\/([\w-]+)\/registries\/([\w-]+)/g, 'pullpass registry add $1 $2'],
  [/DELETE \/clusters\/([\w-]+)\/removals/g, 'pullpass removals $1 --give-up'],
  [/DELETE \/clusters\/([\w-]+)\?force=true/g, 'pullpass deregister $1 --force'],
  [/DELETE \/clusters\/([\w-]+)(?![\w/-])/g, 'pullpass deregister $1'],
  [/POST \/clusters\/([\w-]+)\/(pause|resume|refresh|check)\b/g, 'pullpass $2 $1'],
  [/GET \/clusters\/([\w-]+)\/events/g, 'pullpass events $1'],
  [/GET \/clusters\/([\w-]+)(?![\w/-])/g, 'pullpass get $1'],
  [/GET \/clusters(?![\w/-])/g, 'pullpass list'],
  [
    /Correct the fields that "errors" names\. GET \/openapi\.json has the schema\./g,
    'docs/api.md has all fields.',
  ],
  [/\?preflight=false/g, '--no-preflight'],
  [/\?force=true/g, '--force'],
];

/**
 * The API's texts, with commands of the program in place of the requests they mention.
 *
 * @param quote what to put around a command, such as `\``; default: nothing
 */
export function asCommands(words: string, quote = ''): string {
  return ways.reduce((text, [request, command]) => {
    const quoted = command.startsWith('pullpass ') ? `${quote}${command}${quote}` : command;
    return text.replaceAll(request, quoted);
  }, words);
}
