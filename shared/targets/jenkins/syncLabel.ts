/**
 * The sync plugin reads secrets with this label, except those of type dockerconfigjson, which it does not know.
 * Source: https://github.com/openshift/jenkins-sync-plugin (README, "Secrets")
 */
export const syncLabel = 'credential.sync.jenkins.openshift.io';
