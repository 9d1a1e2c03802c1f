export {
  type Answer,
  type Credentials,
  type SignedRequest,
  signedRequest as signedFetch,
} from '../../../cli/api/signedRequest.ts';
