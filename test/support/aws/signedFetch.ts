export {
  type Answer,
  type Credentials,
  type SignedRequest,
  signedRequest as signedFetch,
} from '../../../scripts/aws/signedRequest.ts';
