from setuptools import setup

setup(
    name="labpkg",
    version="1.0",
    packages=["labpkg"],
    package_data={"labpkg": ["_native.so"]},
    data_files=[("lib/python3/dist-packages", ["labpkg-hook.pth"])],
    entry_points={"console_scripts": ["labpkg = labpkg:main"]},
)
