import { labelValue, qualifiedName } from '../validation/names.ts';

const isKey = (text: string) => qualifiedName.safeParse(text).success;
const isValue = (text: string) => labelValue.safeParse(text).success;

/**
 * Whether the API server accepts it as a label selector. Otherwise it would answer 400 to every push.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors, and
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/labels/selector.go (Parse)
 */
export function isLabelSelector(text: string): boolean {
  // Split at commas outside parentheses.
  return text.split(/,(?![^()]*\))/).every((requirement) => isRequirement(requirement.trim()));
}

function isRequirement(text: string): boolean {
  const set = /^(\S+)\s+(?:in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = '', values = ''] = set;
    return isKey(key) && values.split(',').every((value) => isValue(value.trim()));
  }
  const compared = /^([^=!<>]+)(==|=|!=|<|>)([^=!<>]*)$/.exec(text);
  if (compared !== null) {
    const [, key = '', operator = '', value = ''] = compared.map((part) => part.trim());
    return isKey(key) && (/[<>]/.test(operator) ? /^-?\d+$/.test(value) : isValue(value));
  }
  return isKey(text.replace(/^!\s*/, ''));
}
