"""The fixed top-level folders go into the package; everything else is in setup.cfg."""

from pathlib import Path

from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py

FOLDERS = ("content", "translations", "static")


class BuildWithMessages(build_py):
    """Compiles the message catalogues, which are not kept in the repository."""

    def run(self):
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for catalogue in Path("translations").glob("*/LC_MESSAGES/*.po"):
            with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source))
        super().run()


def folder_packages():
    for folder in FOLDERS:
        yield f"portal.{folder}"
        for inner in find_namespace_packages(where=folder):
            yield f"portal.{folder}.{inner}"


setup(
    cmdclass={"build_py": BuildWithMessages},
    packages=[*find_namespace_packages(include=["portal", "portal.*"]), *folder_packages()],
    package_dir={f"portal.{folder}": folder for folder in FOLDERS},
    package_data={"": ["**"]},
)
