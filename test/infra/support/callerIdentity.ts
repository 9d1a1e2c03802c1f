/** What STS answers to GetCallerIdentity. */
export const callerIdentity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/admin</Arn></GetCallerIdentityResult>
</GetCallerIdentityResponse>`;
