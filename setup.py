"Everything that is configured stands in settings.ini; this only hands it to setuptools."
import gzip
import os
import tarfile
from configparser import ConfigParser
from pathlib import Path

from setuptools import setup
from setuptools.command.sdist import sdist

os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")  # the same bytes whenever it is built; wheels heed it by themselves


class SameBytes(sdist):
    "A source archive that tells neither who packed it nor when."

    def make_archive(self, base_name, format, root_dir=None, base_dir=None, **options):
        path, when = f"{base_name}.tar.gz", int(os.environ["SOURCE_DATE_EPOCH"])

        def plain(member):
            member.mtime, member.uid, member.gid, member.uname, member.gname, member.mode = when, 0, 0, "", "", 0o755 if member.isdir() else 0o644
            return member

        with open(path, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=when) as zipped, tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name in sorted([base_dir, *map(str, Path(base_dir).rglob("*"))]):
                tar.add(name, recursive=False, filter=plain)
        return path

parser = ConfigParser(delimiters=["="])
parser.read("settings.ini", encoding="utf-8")
cfg = parser["DEFAULT"]

readme = Path("README.md").read_text(encoding="utf-8")
for what, where in {"nbs/images/": f"{cfg['git_url']}/raw/{cfg['branch']}/", "nbs/": f"{cfg['git_url']}/blob/{cfg['branch']}/"}.items():
    readme = readme.replace(f"]({what}", f"]({where}{what}")  # relative in the repository, absolute where the package is listed

setup(
    name=cfg["lib_name"],
    version=cfg["version"],
    description=cfg["description"],
    long_description=readme,
    long_description_content_type="text/markdown",
    author=cfg["author"],
    author_email=cfg["author_email"],
    url=cfg["git_url"],
    keywords=cfg["keywords"],
    license="Apache-2.0",
    license_files=["LICENSE", "pclnb/assets/*.LICENSE.txt"],
    classifiers=[
        "Development Status :: 3 - Alpha",
        f"Intended Audience :: {cfg['audience']}",
        f"Natural Language :: {cfg['language']}",
        *(f"Programming Language :: Python :: 3.{minor}" for minor in range(10, 14)),
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
    ],
    packages=["pclnb"],
    package_data={"pclnb": ["assets/*", "py.typed", "*.pyi"]},
    python_requires=f">={cfg['min_python']}",
    install_requires=cfg["requirements"].split(),
    extras_require={"dev": cfg["dev_requirements"].split(), "eval": cfg["eval_requirements"].split(), "bench": cfg["bench_requirements"].split()},
    entry_points={
        "console_scripts": cfg["console_scripts"].split(),
        "nbdev": [f"{cfg['lib_name']}={cfg['lib_name']}._modidx:d"],
    },
    zip_safe=False,
    cmdclass={"sdist": SameBytes},
)
