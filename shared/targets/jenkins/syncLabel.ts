/**
 * The sync plugin takes secrets with this label, but none of type dockerconfigjson: those it does not know.
 * Source: https://github.com/openshift/jenkins-sync-plugin (README, "Secrets")
 */
export const syncLabel = 'credential.sync.jenkins.openshift.io';
