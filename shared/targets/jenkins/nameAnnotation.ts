/**
 * Gives a Jenkins credential another id. When the secret changes, the sync plugin looks for an id made from the
 * secret's name, so it never updates a credential with another id.
 * Source: https://github.com/openshift/jenkins-sync-plugin (CredentialsUtils.java)
 */
export const nameAnnotation = 'jenkins.openshift.io/secret.name';
