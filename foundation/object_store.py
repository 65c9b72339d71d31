"""Files in an S3-compatible object store. The only module that knows boto3; foundation/stores.py opens it when asked.

Keys, region and the address of the service come from the environment under the names that boto3 itself reads.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from foundation.stores import StoreUnusable

AT_ONCE = 16
PATIENCE = 10  # seconds until a connection or an answer counts as lost; then two more tries


class ObjectStore:
    """The objects of a bucket below a prefix, named as DiskStore names its files, so that either copies to the other.

    `address` is s3://bucket/prefix; `?addressing=path` for services that do not answer at bucket.host.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.address = address
        self.bucket, self.prefix = parts.netloc, f"{parts.path.strip('/')}/".removeprefix("/")
        try:
            self.client = Session().client("s3", config=_config(parse_qs(parts.query).get("addressing", ["auto"])[0]))
        except (BotoCoreError, ValueError) as error:  # an address or a setting that cannot be understood
            raise StoreUnusable(f"{address}: {error}") from error

    def put(self, contents: Mapping[str, bytes]) -> None:
        with ThreadPoolExecutor(min(AT_ONCE, len(contents) or 1)) as pool:
            list(pool.map(self._put, contents.items()))

    def get(self, names: Sequence[str]) -> Iterator[bytes]:
        with ThreadPoolExecutor(min(AT_ONCE, len(names) or 1)) as pool:
            yield from pool.map(self._get, names)

    def _get(self, name: str) -> bytes:
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self._key(name))
            content: bytes = answer["Body"].read()
        except self.client.exceptions.NoSuchKey as error:
            raise KeyError(name) from error
        except (BotoCoreError, ClientError) as error:
            raise StoreUnusable(f"{self.address}: {error}") from error
        return content

    def _put(self, item: tuple[str, bytes]) -> None:
        name, content = item
        try:
            self.client.put_object(Bucket=self.bucket, Key=self._key(name), Body=content)
        except (BotoCoreError, ClientError) as error:
            raise StoreUnusable(f"{self.address}: {error}") from error

    def _key(self, name: str) -> str:
        return f"{self.prefix}{name[:2]}/{name}"


def _config(addressing: str) -> Config:
    return Config(
        connect_timeout=PATIENCE,
        read_timeout=PATIENCE,
        max_pool_connections=AT_ONCE,
        retries={"mode": "standard", "total_max_attempts": 3},
        # The signature holds the SHA-256 of what is sent; newer check sums are unknown to many services.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"payload_signing_enabled": True, "addressing_style": addressing},
    )
