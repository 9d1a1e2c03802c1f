/**
 * Gives a credential of Jenkins another id. The sync plugin looks for the id of the secret's own name when the secret
 * changes, and so never renews a credential that has another.
 * Source: https://github.com/openshift/jenkins-sync-plugin (CredentialsUtils.java)
 */
export const nameAnnotation = 'jenkins.openshift.io/secret.name';
