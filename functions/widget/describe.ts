import { phases } from '../../shared/clusters/record.ts';

/** What the console shows as the widget's documentation: Markdown, whose first YAML block it offers as parameters. */
export const documentation = `## The PullPass fleet

Whether every registered cluster can pull, and until when; what fails, and what to do about it; and the token
life of every cluster, worst first. A cluster's name leads to its page.

### Parameters

Parameter | Means
---|---
**search** | Shows only clusters with this in their name
**phase** | Shows only clusters in this phase: ${phases.join(', ')}
**cluster** | Shows the page of this cluster

Leave all empty for the whole fleet: only that view lists failures, and kubeconfigs that expire soon.

### Example

\`\`\`yaml
search: ''
phase: ''
cluster: ''
\`\`\`
`;
