/** Source: https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/images/managing-image-streams */
export const excludeAnnotation = 'openshift.io/image.excludeSecret';
