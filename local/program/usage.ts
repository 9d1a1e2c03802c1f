export const usage = `npm start -- [flags]

  --once                   one full cycle, then exit 0 if every cluster is
                           Healthy, else 1
  --port N                 port of the API on 127.0.0.1; 0 takes a free one
                           (default 8787, with --once a free one)
  --no-demo                no simulated clusters
  --data DIR               keep state in this folder; without it, in memory
  --aws                    mint tokens with real ECR and STS and your own AWS
                           credentials
  --account ID             AWS account of the registry
                           (default: with --aws your own, else 123456789012)
  --region REGION          region of the registry
                           (default: with --aws yours, else eu-west-1)
  --help                   this text

  --kubeconfig FILE        register the cluster of this kubeconfig's current
                           context; then also
  --name NAME              its name in PullPass (default: from the context's)
  --namespaces A,B,GLOB    namespaces to serve
                           (default: all but openshift-* and kube-*)
  --secret-name NAME       name of the pull secret (default ecr-credentials)
  --service-accounts A,B   service accounts to link it to (default: none)
`;
